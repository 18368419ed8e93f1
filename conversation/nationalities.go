package conversation

import (
	"strings"

	"residencyassist/conversation/locale"
	"residencyassist/conversation/understand"
)

// nationality is one that people of our service often have: the word behind "de
// nacionalidad", the English word, and what else people write for it.
type nationality struct {
	code    string // ISO 3166-1, as it is stored
	spanish string
	english string
	also    string
}

// nationalities are read in either language and written in Spanish, as an
// official letter wants them. One that is not here is kept as it was typed.
func nationalities() []nationality {
	return []nationality{
		{"US", "estadounidense", "American", "usa, us, united states, united states of america, u.s.a., u.s., us citizen, estados unidos, eeuu, ee.uu., norteamericana, americana, americano"},
		{"CA", "canadiense", "Canadian", "canada, canadá"},
		{"GB", "británica", "British", "uk, u.k., united kingdom, great britain, england, english, scotland, scottish, wales, welsh, reino unido, británico, inglesa, inglés, inglaterra"},
		{"IE", "irlandesa", "Irish", "ireland, irlanda, irlandés"},
		{"DE", "alemana", "German", "germany, alemania, alemán"},
		{"FR", "francesa", "French", "france, francia, francés"},
		{"IT", "italiana", "Italian", "italy, italia, italiano"},
		{"ES", "española", "Spanish", "spain, españa, español"},
		{"PT", "portuguesa", "Portuguese", "portugal, portugués"},
		{"NL", "neerlandesa", "Dutch", "netherlands, the netherlands, holland, países bajos, holanda, holandesa, holandés, neerlandés"},
		{"BE", "belga", "Belgian", "belgium, bélgica"},
		{"CH", "suiza", "Swiss", "switzerland, suizo"},
		{"AT", "austriaca", "Austrian", "austria, austriaco"},
		{"SE", "sueca", "Swedish", "sweden, suecia, sueco"},
		{"NO", "noruega", "Norwegian", "norway, noruego"},
		{"DK", "danesa", "Danish", "denmark, dinamarca, danés"},
		{"FI", "finlandesa", "Finnish", "finland, finlandia, finlandés"},
		{"IS", "islandesa", "Icelandic", "iceland, islandia, islandés"},
		{"PL", "polaca", "Polish", "poland, polonia, polaco"},
		{"CZ", "checa", "Czech", "czech republic, czechia, república checa, checo"},
		{"HU", "húngara", "Hungarian", "hungary, hungría, húngaro"},
		{"RO", "rumana", "Romanian", "romania, rumania, rumano"},
		{"GR", "griega", "Greek", "greece, grecia, griego"},
		{"TR", "turca", "Turkish", "turkey, türkiye, turquía, turco"},
		{"UA", "ucraniana", "Ukrainian", "ukraine, ucrania, ucraniano"},
		{"RU", "rusa", "Russian", "russia, rusia, ruso"},
		{"IL", "israelí", "Israeli", "israel"},
		{"LB", "libanesa", "Lebanese", "lebanon, líbano, libanés"},
		{"IN", "india", "Indian", "indio"},
		{"CN", "china", "Chinese", "chino"},
		{"JP", "japonesa", "Japanese", "japan, japón, japonés"},
		{"KR", "surcoreana", "South Korean", "korea, south korea, korean, corea, corea del sur, coreana, surcoreano"},
		{"PH", "filipina", "Filipino", "philippines, filipinas, filipino"},
		{"AU", "australiana", "Australian", "australia, australiano"},
		{"NZ", "neozelandesa", "New Zealander", "new zealand, nueva zelanda, neozelandés"},
		{"ZA", "sudafricana", "South African", "south africa, sudáfrica, sudafricano"},
		{"AR", "argentina", "Argentine", "argentinian, argentino"},
		{"BR", "brasileña", "Brazilian", "brazil, brasil, brasileño"},
		{"CL", "chilena", "Chilean", "chile, chileno"},
		{"CO", "colombiana", "Colombian", "colombia, colombiano"},
		{"CR", "costarricense", "Costa Rican", "costa rica"},
		{"CU", "cubana", "Cuban", "cuba, cubano"},
		{"DO", "dominicana", "Dominican", "dominican republic, república dominicana, dominicano"},
		{"EC", "ecuatoriana", "Ecuadorian", "ecuador, ecuatoriano"},
		{"SV", "salvadoreña", "Salvadoran", "el salvador, salvadoreño"},
		{"GT", "guatemalteca", "Guatemalan", "guatemala, guatemalteco"},
		{"HN", "hondureña", "Honduran", "honduras, hondureño"},
		{"NI", "nicaragüense", "Nicaraguan", "nicaragua"},
		{"PA", "panameña", "Panamanian", "panama, panamá, panameño"},
		{"PE", "peruana", "Peruvian", "peru, perú, peruano"},
		{"UY", "uruguaya", "Uruguayan", "uruguay, uruguayo"},
		{"VE", "venezolana", "Venezuelan", "venezuela, venezolano"},
	}
}

// readNationality reads a nationality or the name of its country.
func readNationality(a answering) reading {
	text, p := understand.Name(a.text)
	if p != "" {
		return reading{problem: string(p)}
	}
	typed := strings.ToLower(strings.TrimRight(text, "."))
	for _, n := range nationalities() {
		for _, word := range append(strings.Split(n.also, ", "), n.spanish, strings.ToLower(n.english), strings.ToLower(n.code)) {
			if strings.TrimRight(word, ".") == typed {
				return reading{value: n.code}
			}
		}
	}
	return reading{value: text}
}

// nationalityIn words a stored nationality.
func nationalityIn(lang locale.Language, value string) string {
	for _, n := range nationalities() {
		if n.code == value && lang == locale.Spanish {
			return n.spanish
		} else if n.code == value {
			return n.english
		}
	}
	return value
}
