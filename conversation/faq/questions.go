package faq

// questions returns the questions, as they may be listed.
func questions() []question {
	var all []question
	for _, part := range [][]question{aboutDates(), aboutTheDay(), aboutMoney(), aboutChanges(), aboutPermanent(), aboutUs()} {
		all = append(all, part...)
	}
	return all
}

func aboutDates() []question {
	return []question{
		{"when",
			"when renew -expired, when file -travel, when do_it may -travel, before_expiry renew, window which, window when, window renew -travel",
			"before_expiry may file window"},
		{"early",
			"early renew -when -before_expiry, early file may -when, early do_it may -when, early travel, well_before -when, expires travel, window travel",
			"renew travel may file window"},
		{"weekend",
			"weekend expires, weekend office, weekend renew, weekend expired, weekend file, weekend do_it, weekend window",
			"renew card when may what_now expires office"},
		{"years",
			"how_many years -child -permanent, years renew -child -permanent, years file may -permanent, years may -permanent -child -student -cost, maximum years -permanent, lasts card -file, lasts renew -file, how_long renew may -takes -duration -when",
			"renew card new may student temporary how_long how_many"},
		{"expired_in_mexico",
			"expired -abroad -return -passport -permanent, expired here -abroad -passport, penalty -moved, regularise",
			"renew card when what_now documents how_long here penalty regularise may consulate cost expires pay day_55 return"},
		{"expired_abroad",
			"expired abroad -passport, expired return -here -passport, expired travel -passport, expires abroad -passport -permanent, day_55 return, day_55 abroad",
			"renew card what_now return consulate penalty may abroad travel expires day_55"},
		{"expired_long",
			"expired too_long -passport, past_limit, too_long renew may -passport",
			"renew card what_now here abroad return consulate regularise may expired too_long day_55 penalty how_long"},
	}
}

func aboutTheDay() []question {
	return []question{
		{"which_office",
			"which office -documents -takes, where office, where_to, where renew -pay, where file -pay, other_city",
			"office renew moved card which where do_it file may other_city"},
		{"consulate",
			"consulate -expired -lost, online renew -appointment, online do_it -appointment, online file -appointment, abroad renew -expired, consulate office",
			"renew abroad may do_it file in_person online card office"},
		{"proxy",
			"for_me renew, for_me do_it, for_me file, for_me somebody, for_me office, in_person, proxy, collect somebody, somebody renew may -married -with_me, somebody do_it may -married -with_me, somebody file may -married -with_me, somebody office may -with_me",
			"renew file office somebody card for_me child collect do_it may need legal you appointment"},
		{"accompanied",
			"with_me",
			"office somebody may do_it legal you appointment"},
		{"documents",
			"documents -expired, passport need -new -expires -new_passport -soon",
			"renew card office child appointment passport permanent file need which"},
		{"photos",
			"photos -send",
			"passport office documents appointment need renew card may new do_it"},
		{"income",
			"income",
			"documents renew office by_means years permanent may need work report do_it married card how_many cost"},
		{"appointment",
			"appointment -guarantee -fast",
			"online office when renew for_me in_person need where how card do_it become may which"},
		{"how_long",
			"how_long takes, duration -expired, how_long file -renew -lasts, lasts file",
			"takes card renew office how_long file permanent fast new become when do_it"},
		{"travel",
			"travel pending, travel renew -early -when -expires, exit_permit, travel file may -early, abroad pending may",
			"renew file may pending travel card expired return abroad here documents weekend"},
		{"numbers",
			"numbers",
			"which documents card where office need how become new"},
	}
}

func aboutMoney() []question {
	return []question{
		{"our_fee",
			"cost -years",
			"renew you service child pay somebody included do_it how_many file"},
		{"government_fees",
			"cost government, cost years -you, cost permanent, cost student, government pay how_many",
			"renew included pay card permanent office become how_many years student file which do_it temporary"},
		{"half_fee",
			"half",
			"cost government office work married may pay renew permanent mexican income card become you"},
		{"where_to_pay",
			"where pay, how pay, by_means pay -income, by_means cost -income, pay office -cost, pay when -cost, pay you -cost, pay online",
			"government cost office card by_means where when you may renew online do_it in_person"},
		{"car",
			"car",
			"permanent renew when travel temporary report new work_permit may what_now become here expired expires penalty card office"},
	}
}

func aboutChanges() []question {
	return []question{
		{"lost",
			"lost -changed_life -passport",
			"abroad here card consulate renew return travel cost documents how what_now may do_it become new report office"},
		{"moved",
			"moved -permanent",
			"report renew office online penalty when documents card what_now may do_it need new how_long how_many where duration"},
		{"life_changes",
			"changed_life, married -permanent -mexican -half, married report",
			"report renew office lost work work_permit married passport mexican what_now may card do_it need become new documents when"},
		{"new_passport",
			"new_passport -expired -soon, passport new -expires -need -expired, passport report, passport lost, passport need new -expires",
			"passport report renew office what_now may new documents card do_it need which lost"},
		{"passport_expiring",
			"passport expires, passport expired, passport lasts, passport soon, passport renew -new_passport",
			"renew soon card when early travel what_now may expires need before_expiry new how_many how_long"},
		{"work",
			"work may -renew -changed_life -half, work_permit -changed_life, work student -permanent, work temporary",
			"may here card need student temporary permanent work online renew become"},
	}
}

func aboutPermanent() []question {
	return []question{
		{"permanent_when",
			"permanent when -car, permanent years, permanent become -car, permanent how, permanent how_long, permanent temporary -difference, permanent early, permanent file may",
			"when become years how_many temporary how_long may early how file card duration"},
		{"permanent_adult",
			"permanent renew -child, permanent expires -child, permanent lasts -child, permanent forever -child, permanent expired -child",
			"when card adult how_long may need renew expires lasts how_many years forever temporary what_now"},
		{"child_permanent",
			"child permanent, child expires, child renew, child lasts",
			"expires renew years card how_many when lasts need may permanent how_long card forever"},
		{"married_mexican",
			"married mexican, married permanent, mexican somebody, married temporary years",
			"permanent become when years renew may somebody how_long how_many temporary file early duration"},
		{"student_years",
			"student permanent, student years -renew -how_many, student counts",
			"permanent years counts temporary become when how may how_many"},
	}
}

func aboutUs() []question {
	return []question{
		{"our_service",
			"service",
			"included you renew card office for_me cost"},
		{"faster",
			"fast -how_long, guarantee",
			"appointment renew file card you cost when pay early office become may takes do_it need guarantee"},
		{"legal_advice",
			"legal advice, legal are_you, legal you",
			"are_you advice you somebody"},
	}
}
