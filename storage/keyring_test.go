package storage

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

// key spells a key of 32 equal bytes, so that tests can see whether it leaks.
func key(b byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, KeySize))
}

func keyring(t *testing.T, s string) *Keyring {
	t.Helper()
	k, err := ParseKeyring(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestWhatIsSealedCanBeOpened(t *testing.T) {
	k := keyring(t, NewKeys())
	for _, data := range [][]byte{nil, {}, []byte("Ana Müller"), bytes.Repeat([]byte{0, 255}, 1<<19)} {
		sealed := k.Seal("q7ana", "record", data)
		if len(data) > 0 && bytes.Contains(sealed, data) {
			t.Errorf("%d bytes stand in the clear", len(data))
		}
		opened, err := k.Open("q7ana", "record", sealed)
		if err != nil || !bytes.Equal(opened, data) {
			t.Errorf("%d bytes came back as %d, %v", len(data), len(opened), err)
		}
	}
}

func TestSealingTwiceGivesDifferentBytes(t *testing.T) {
	k := keyring(t, "k1:"+key(1))
	if bytes.Equal(k.Seal("q7ana", "record", []byte("yes")), k.Seal("q7ana", "record", []byte("yes"))) {
		t.Fatal("equal answers can be told by their sealed bytes")
	}
}

func TestSealedBytesOpenInTheirOwnPlaceOnly(t *testing.T) {
	k := keyring(t, "k1:"+key(1))
	sealed := k.Seal("q7ana", "record", []byte("Ana"))
	for name, place := range map[string][2]string{
		"another record": {"q7ben", "record"},
		"another field":  {"q7ana", "journal"},
		"shifted border": {"q7an", "arecord"},
	} {
		if _, err := k.Open(place[0], place[1], sealed); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestDamagedBytesAreRefusedNotRead(t *testing.T) {
	k := keyring(t, "k1:"+key(1))
	sealed := k.Seal("q7ana", "record", []byte("Ana"))
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1
		if _, err := k.Open("q7ana", "record", damaged); err == nil {
			t.Errorf("opened with byte %d changed", i)
		}
		if _, err := k.Open("q7ana", "record", sealed[:i]); err == nil {
			t.Errorf("opened when cut after %d bytes", i)
		}
	}
}

func TestTheFirstKeySealsAndEveryKeyOpens(t *testing.T) {
	before := keyring(t, "old:"+key(1)+",index:"+key(9))
	during := keyring(t, "new:"+key(2)+",old:"+key(1)+",index:"+key(9))
	after := keyring(t, "new:"+key(2)+",index:"+key(9))
	was, is := before.Seal("q7ana", "record", []byte("was")), during.Seal("q7ana", "record", []byte("is"))
	for _, c := range []struct {
		name   string
		ring   *Keyring
		sealed []byte
		want   string
	}{
		{"the old bytes while both keys stand", during, was, "was"},
		{"the new bytes while both keys stand", during, is, "is"},
		{"the new bytes once the old key is gone", after, is, "is"},
	} {
		got, err := c.ring.Open("q7ana", "record", c.sealed)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
	_, err := after.Open("q7ana", "record", was)
	if err == nil || !strings.Contains(err.Error(), `"old" stands in no pair of DATA_KEYS`) {
		t.Errorf("the old bytes once the old key is gone: got %v, want to hear which key is missing", err)
	}
}

func TestAnotherKeyOfTheSameNameIsSaid(t *testing.T) {
	sealed := keyring(t, "k1:"+key(1)).Seal("q7ana", "record", []byte("Ana"))
	_, err := keyring(t, "k1:"+key(2)).Open("q7ana", "record", sealed)
	if err == nil || !strings.Contains(err.Error(), `the key "k1" does not fit`) {
		t.Fatalf("got %v", err)
	}
}

func TestTheIDOfAChatIsStableAndKeyed(t *testing.T) {
	k := keyring(t, "k1:"+key(1)+",index:"+key(9))
	id := k.ID("123:456")
	if len(id) != 26 || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		t.Errorf("%q is not 26 plain signs", id)
	}
	if got := keyring(t, "k2:"+key(2)+",k1:"+key(1)+",index:"+key(9)).ID("123:456"); got != id {
		t.Error("a rotation of the sealing key moved the record")
	}
	for name, got := range map[string]string{
		"another chat":      k.ID("123:457"),
		"another index key": keyring(t, "k1:"+key(1)+",index:"+key(8)).ID("123:456"),
	} {
		if got == id {
			t.Errorf("%s has the same id", name)
		}
	}
}

func TestWithoutAnIndexKeyTheLastKeyGivesIt(t *testing.T) {
	first := keyring(t, "k1:"+key(1))
	if first.ID("1:2") != keyring(t, "k2:"+key(2)+",k1:"+key(1)).ID("1:2") {
		t.Error("a key put before the last one moved the record")
	}
	if first.ID("1:2") == keyring(t, "k1:"+key(1)+",index:"+key(1)).ID("1:2") {
		t.Error("the derived index key is the sealing key itself")
	}
}

func TestAFingerprintTellsIndexKeysApart(t *testing.T) {
	k := keyring(t, "k1:"+key(1)+",index:"+key(9))
	if k.Fingerprint() != keyring(t, "k2:"+key(2)+",index:"+key(9)).Fingerprint() {
		t.Error("the fingerprint changed with the sealing key")
	}
	if k.Fingerprint() == keyring(t, "k1:"+key(1)+",index:"+key(8)).Fingerprint() {
		t.Error("two index keys have one fingerprint")
	}
	if strings.HasPrefix(k.ID(""), k.Fingerprint()) {
		t.Error("the fingerprint is the beginning of an id")
	}
}

func TestNewKeysAreNewEachTime(t *testing.T) {
	a, b := keyring(t, NewKeys()), keyring(t, NewKeys())
	if a.Fingerprint() == b.Fingerprint() {
		t.Error("two fresh index keys are equal")
	}
	if _, err := b.Open("q7ana", "record", a.Seal("q7ana", "record", nil)); err == nil {
		t.Error("two fresh sealing keys are equal")
	}
}

func TestKeysMayBeWrittenInEitherAlphabet(t *testing.T) {
	raw := bytes.Repeat([]byte{0xfb, 0xff}, KeySize/2) // + and / in one, - and _ in the other
	want := keyring(t, "k1:"+base64.StdEncoding.EncodeToString(raw)).Fingerprint()
	for _, text := range []string{
		base64.URLEncoding.EncodeToString(raw),
		base64.RawURLEncoding.EncodeToString(raw),
	} {
		if got := keyring(t, " k1:"+text+" ").Fingerprint(); got != want {
			t.Errorf("%s was read as another key", text)
		}
	}
}

func TestMistakesInDataKeysAreNamedWithoutTheKey(t *testing.T) {
	short := base64.StdEncoding.EncodeToString([]byte("too short to be a key"))
	for name, c := range map[string]struct{ keys, want string }{
		"nothing":              {"", "key 1: not of the form id:base64"},
		"no id":                {":" + key(1), "key 1: not of the form id:base64"},
		"no colon":             {key(1), "key 1: not of the form id:base64"},
		"an endless id":        {strings.Repeat("k", 65) + ":" + key(1), "key 1: not of the form id:base64"},
		"not base64":           {"k1:" + strings.Repeat("*", 44), `key 1: "k1" is not 32 bytes in base64`},
		"a short key":          {"k1:" + short, `key 1: "k1" is not 32 bytes in base64`},
		"a long key":           {"k1:" + base64.StdEncoding.EncodeToString(make([]byte, 33)), `key 1: "k1" is not 32 bytes in base64`},
		"a mistake further on": {"k1:" + key(1) + ",k2:" + short, `key 2: "k2" is not 32 bytes in base64`},
		"a comma at the end":   {"k1:" + key(1) + ",", "key 2: not of the form id:base64"},
		"one id twice":         {"k1:" + key(1) + ",k1:" + key(2), `key 2: the id "k1" stands twice`},
		"the index key twice":  {"k1:" + key(1) + ",index:" + key(2) + ",index:" + key(3), `key 3: the id "index" stands twice`},
		"an index key alone":   {"index:" + key(1), "no sealing key: give at least one id:base64 pair besides the index key"},
	} {
		_, err := ParseKeyring(c.keys)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
			continue
		}
		for _, material := range []string{key(1)[:8], key(2)[:8], short[:8]} {
			if strings.Contains(err.Error(), material) {
				t.Errorf("%s: the error shows the key", name)
			}
		}
	}
}
