package main

import (
	"debug/elf"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v2"
)

// root is the repository's own folder.
const root = "../../"

// largest is what the binary, and the image with it, may weigh.
const largest = 40_000_000 // bytes

// instructions reads a Dockerfile: each instruction, its lines joined.
func instructions(t *testing.T) (list [][2]string) {
	t.Helper()
	text, err := os.ReadFile(root + "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`(?m)^\s*#.*\n`).ReplaceAllString(string(text), "")
	for line := range strings.Lines(strings.ReplaceAll(plain, "\\\n", "")) {
		if name, words, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			list = append(list, [2]string{name, strings.Join(strings.Fields(words), " ")})
		}
	}
	return list
}

// of returns what stands behind an instruction in the last stage.
func of(list [][2]string, name string) (words []string) {
	for _, i := range list {
		if i[0] == "FROM" {
			words = nil
		}
		if i[0] == name {
			words = append(words, i[1])
		}
	}
	return words
}

// exec reads the form of a command that needs no shell.
func execForm(t *testing.T, words string) (command []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(words), &command); err != nil {
		t.Errorf("%s needs a shell, and the image has none", words)
	}
	return command
}

// TestTheImageIsWhatItPromises reads the Dockerfile. That an engine builds it is
// not shown here.
func TestTheImageIsWhatItPromises(t *testing.T) {
	list := instructions(t)
	if from := of(list, "FROM"); !slices.Equal(from, []string{"scratch"}) {
		t.Errorf("the image is made from %q: a static binary needs nothing", from)
	}
	if user := of(list, "USER"); !slices.Equal(user, []string{"65532:65532"}) {
		t.Errorf("the bot runs as %q", user)
	}
	if stop := of(list, "STOPSIGNAL"); !slices.Equal(stop, []string{"SIGTERM"}) {
		t.Errorf("it is stopped by %q", stop)
	}
	entry, command := execForm(t, of(list, "ENTRYPOINT")[0]), execForm(t, of(list, "CMD")[0])
	if !slices.Equal(append(entry, command...), []string{"/residency-assist", "serve"}) {
		t.Errorf("it starts %q %q", entry, command)
	}
	_, check, _ := strings.Cut(of(list, "HEALTHCHECK")[0], "CMD ")
	if probe := execForm(t, check); !slices.Equal(probe, []string{"/residency-assist", "health"}) {
		t.Errorf("its health is asked by %q", probe)
	}
	for _, copied := range of(list, "COPY") {
		if !strings.HasPrefix(copied, "--from=build ") {
			t.Errorf("something that was not built reaches the image: %s", copied)
		}
	}
	version := regexp.MustCompile(`golang:(\d+\.\d+)`).FindStringSubmatch(list[0][1])
	module, err := os.ReadFile(root + "go.mod")
	if err != nil || version == nil || !strings.Contains(string(module), "\ngo "+version[1]+".") {
		t.Errorf("it is built by %q, and go.mod asks for another: %v", version, err)
	}
}

// TestTheBinaryIsStaticAndSmall builds it as the Dockerfile does.
func TestTheBinaryIsStaticAndSmall(t *testing.T) {
	t.Parallel()
	var flags []string
	for _, i := range instructions(t) {
		if i[0] == "RUN" && strings.Contains(i[1], "go build") {
			_, words, _ := strings.Cut(i[1], "go build ")
			flags = regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(words, -1)
		}
	}
	program := filepath.Join(t.TempDir(), "residency-assist")
	for i, flag := range flags {
		flags[i] = strings.NewReplacer(`"`, "", "$VERSION", "v1.2.3", "/out/residency-assist", program, "./cmd/residency-assist", ".").Replace(flag)
	}
	build := exec.Command("go", append([]string{"build"}, flags...)...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building with %q: %v\n%s", flags, err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f MB, with %q", float64(info.Size())/1e6, flags)
	if info.Size() >= largest {
		t.Errorf("the binary has %d bytes, of %d at most", info.Size(), largest)
	}
	if out, err := exec.Command(program, "version").Output(); err != nil || string(out) != "v1.2.3\n" {
		t.Errorf("it says that it is %q: %v", out, err)
	}
	if runtime.GOOS != "linux" {
		return // how it is linked elsewhere is no matter of the image's
	}
	file, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	libraries, err := file.ImportedLibraries()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) || len(libraries) > 0 {
		t.Errorf("it needs %q: %v", libraries, err)
	}
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("it needs a loader, and the image has none")
		}
	}
}

// service is what compose.yaml says of one, as far as we say anything.
type service struct {
	Build struct {
		Context string            `yaml:"context"`
		Args    map[string]string `yaml:"args"`
	} `yaml:"build"`
	Image       string            `yaml:"image"`
	EnvFile     string            `yaml:"env_file"`
	Environment map[string]string `yaml:"environment"`
	Command     []string          `yaml:"command"`
	DependsOn   map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	HealthCheck struct {
		Test        []string      `yaml:"test"`
		Interval    time.Duration `yaml:"interval"`
		Timeout     time.Duration `yaml:"timeout"`
		StartPeriod time.Duration `yaml:"start_period"`
		Retries     int           `yaml:"retries"`
	} `yaml:"healthcheck"`
	Volumes         []string      `yaml:"volumes"`
	Restart         string        `yaml:"restart"`
	StopGracePeriod time.Duration `yaml:"stop_grace_period"`
	User            string        `yaml:"user"`
	ReadOnly        bool          `yaml:"read_only"`
	Tmpfs           []string      `yaml:"tmpfs"`
	MemLimit        string        `yaml:"mem_limit"`
	PidsLimit       int           `yaml:"pids_limit"`
	CapDrop         []string      `yaml:"cap_drop"`
	SecurityOpt     []string      `yaml:"security_opt"`
	Ports           []string      `yaml:"ports"`
	ContainerName   string        `yaml:"container_name"`
}

// strictly reads a document and takes no field that it does not know.
func strictly(t *testing.T, text string, into any) {
	t.Helper()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.SetStrict(true)
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
}

// TestComposeIsWhatItPromises reads compose.yaml. Whether an engine runs it is not
// shown here.
func TestComposeIsWhatItPromises(t *testing.T) {
	text, err := os.ReadFile(root + "compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Name     string             `yaml:"name"`
		Services map[string]service `yaml:"services"`
		Volumes  map[string]any     `yaml:"volumes"`
	}
	strictly(t, string(text), &file)
	bot, redis := file.Services["bot"], file.Services["redis"]
	wrong := func(is bool, words string) {
		t.Helper()
		if is {
			t.Error(words)
		}
	}
	wrong(bot.User != "65532:65532" || !bot.ReadOnly, "the bot may write to its file system, or is root")
	wrong(!slices.Equal(bot.CapDrop, []string{"ALL"}) || !slices.Contains(bot.SecurityOpt, "no-new-privileges:true"), "the bot may do more than it needs")
	wrong(!slices.Contains(bot.Tmpfs, "/tmp"), "the bot has no place for a large file on its way")
	wrong(bot.StopGracePeriod <= drainTime+time.Second, "the bot is cut off while it finishes what it has begun")
	wrong(!slices.Equal(bot.HealthCheck.Test, []string{"CMD", "/residency-assist", "health"}) || bot.HealthCheck.Timeout < healthPatience, "the bot's health is asked in another way than the image's")
	wrong(len(bot.Ports) > 0 || bot.ContainerName != "", "a port or a name of its own lets no second bot start beside it")
	wrong(bot.EnvFile != ".env" || bot.Environment["STORAGE_URL"] != "redis://redis:6379/0", "the bot has other settings than the README says")
	wrong(bot.DependsOn["redis"].Condition != "service_healthy" || len(redis.HealthCheck.Test) == 0, "the bot does not wait for its Redis")
	wrong(bot.Restart == "" || redis.Restart == "", "something stays down after a crash")
	command := strings.Join(redis.Command, " ")
	wrong(!strings.Contains(command, "--appendonly yes") || !strings.Contains(command, "--maxmemory-policy noeviction"), "Redis would lose what it was given")
	wrong(!slices.Contains(redis.Volumes, "redis:/data"), "Redis keeps its data nowhere")
	s, err := readSettings(map[string]string{
		"TELEGRAM_TOKEN": "1:a", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_CHANNEL": "C0000001",
		"DATA_KEYS": complete()["DATA_KEYS"], "STORAGE_URL": bot.Environment["STORAGE_URL"], "LISTEN": bot.Environment["LISTEN"],
	})
	if err != nil || s.Listen != ":8080" {
		t.Errorf("its settings cannot be used: %v", err)
	}
}

// TestHealthIsAskedAsTheImageAsksIt runs the probe beside a bot that serves, and
// after it.
func TestHealthIsAskedAsTheImageAsksIt(t *testing.T) {
	t.Parallel()
	backends(t, func(t *testing.T, storageURL string) {
		h := open(t, storageURL, "2026-11-20")
		bot := h.serve()
		bot.becomesReady()
		probe := func(listen string, args ...string) (string, int) {
			cmd := exec.Command(binary, append([]string{"health"}, args...)...)
			cmd.Env, cmd.Dir = []string{"LISTEN=" + listen}, t.TempDir()
			said, _ := cmd.CombinedOutput() // its status says the rest
			return string(said), cmd.ProcessState.ExitCode()
		}
		for _, args := range [][]string{nil, {"--ready"}} {
			if said, status := probe(bot.address, args...); status != 0 || said != "" {
				t.Errorf("of a bot that serves, health %q says %q and ends with %d", args, said, status)
			}
		}
		if status := bot.stop(); status != 0 {
			t.Errorf("the bot ended with %d", status)
		}
		if said, status := probe(bot.address); status != 1 || !strings.Contains(said, "no bot answers at "+bot.address) {
			t.Errorf("of a bot that has gone, it says %q and ends with %d", said, status)
		}
		if said, status := probe("nowhere"); status != 1 || !strings.Contains(said, "LISTEN names no port") {
			t.Errorf("of no address, it says %q and ends with %d", said, status)
		}
	})
}

func TestHealthFindsTheBotOnThisMachine(t *testing.T) {
	for listen, want := range map[string]string{
		":8080": "127.0.0.1:8080", "0.0.0.0:80": "127.0.0.1:80", "[::]:80": "[::1]:80", "10.0.0.7:8080": "10.0.0.7:8080", "localhost:1": "localhost:1",
		":0": "", "8080": "", "": "",
	} {
		if got, ok := dialled(listen); got != want || ok != (want != "") {
			t.Errorf("what listens at %q is asked at %q", listen, got)
		}
	}
}
