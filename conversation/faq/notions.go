package faq

// notions returns the vocabulary. A weight of 3 gives a question away by
// itself, 2 needs company, and 1 tells little.
func notions() []notion {
	var all []notion
	for _, part := range [][]notion{asking(), acting(), cardsAndPlaces(), moneyAndPapers(), peopleAndLife(), theService()} {
		all = append(all, part...)
	}
	return all
}

// asking is what is wanted to know: when, where, how many, may I.
func asking() []notion {
	return []notion{
		{"when", 1,
			"when, whens, how soon, how early, what day, what date, how many days, how long before, how far ahead, how far in advance, at what point, earliest, from what",
			"cuando, que dia, que fecha, cuantos dias, con cuanta, con cuanto, a partir de, desde cuando, cuanto tiempo antes, cuanto antes"},
		{"where", 1, "where, wheres, what place", "donde, adonde, en que lugar"},
		{"which", 1, "which, what", "que, cual, cuales"},
		{"how", 1, "how do, how can, how should, how to, how does, how would, hows", "como"},
		{"how_many", 1, "how many, for how many, how much longer, number of", "cuantos, cuantas, por cuantos, numero de"},
		{"how_long", 2, "how long, how much time, how many weeks, how many months", "cuanto tiempo, cuantas semanas, cuantos meses, cuantos dias"},
		{"may", 1,
			"can, could, may, allowed, able, permitted, permission, must, should, possible, legal to, ok to, do i have to, do i need",
			"puedo, puede, pueden, podemos, podria, podrian, permiten, permitido, permiso, se puede, posible, debo, debe, tengo que, tiene que"},
		{"what_now", 1,
			"what now, what do i do, what should i do, what can i do, what happens, what must i do, now what, what to do, what do we do, what are my options, is that a problem, does it matter, do i need to, do i have to, can i still, is it still, am i in trouble",
			"que hago, que pasa, que puedo hacer, que debo hacer, que tengo que hacer, que sigue, ahora que, y ahora, que procede, como le hago, hay problema, es problema, todavia puedo, aun puedo, que hacemos, afecta, importa"},
		{"need", 1, "need, needed, bring, take, carry, required, have to", "necesito, necesita, llevar, llevo, traer, tengo que, ocupo, hace falta, piden"},
		{"are_you", 1, "are you, are u, is this, is it, do you, you are", "son ustedes, es usted, usted es, ustedes son, eres, esto es, es esto, es una, ustedes dan, me dan"},
	}
}

// acting is what the person wants to do, or what happens in the procedure.
func acting() []notion {
	return []notion{
		{"renew", 2, "renew*, renwe*, rnew*, reniew*, extend, extension, extending, reapply, reaply", "renov*, renuev*, refrend*, prorrog*"},
		{"file", 2, "file, filing, filed, apply, applying, submit, application, process, the procedure, paperwork", "tramit*, presentar*, solicit*, proceso, meter los papeles"},
		{"do_it", 1, "do it, do this, do that, go, attend, get it done", "hacerlo, hacer el, hacer la, ir, vaya, voy, lo hago, hago, hacer, haga, acudir"},
		{"become", 1,
			"become, becoming, change, changing, switch, convert, get, getting, exchange, upgrade, qualify, eligible, move to",
			"cambi*, pasar, paso a, obtener, obtengo, sacar, conseguir, consig*, ser, volverme, hacerme, canje*, convert*, califico, pedir, me dan, toca"},
		{"early", 2,
			"early, earlier, ahead of time, in advance, beforehand, sooner, too soon, right now, before my trip, before the trip, before i travel, before traveling, before travelling, before i leave, before leaving, before i go, before the 30, before that, before that window, before the window, before my window",
			"antes, anticip*, adelant*, con tiempo, mas temprano, desde ahora, de una vez, ya mismo"},
		{"well_before", 3, "months before, months early, weeks early, month before, month early, days early, months ahead, 60 days before, 45 days before, 90 days before, 40 days before",
			"meses antes, mes antes, semanas antes, 60 dias antes, 45 dias antes, 90 dias antes, 40 dias antes"},
		{"before_expiry", 1,
			"before it expires, before expiry, before expiration, before the expiry, before the expiration, before my card expires, before the card expires, before the date",
			"antes de que venza, antes de vencer, antes del vencimiento, antes de que se venza, antes de que expire, antes de la fecha"},
		{"travel", 2,
			"travel*, trip, trips, fly, flying, flight, flights, vacation*, on holiday, leave mexico, leave while, leave during, leaving mexico, leave the country, leaving the country, exit mexico, exit the country, visit family, leave town, be away, be out of town, go home for, go to the us, go to canada",
			"viaj*, vuelo, vuelos, vacacion*, salir de, salir del, salgo de, salgo del, salir, visitar, voy a estar fuera"},
		{"pending", 2,
			"pending, in process, processing, being processed, in progress, waiting for, while i wait, while i am waiting, while im waiting, while waiting, while renewing, while it, while my, while they, while the, during, open procedure, after filing, after i file, after i filed, after applying, after i apply, already filed, in the middle of",
			"pendiente, en tramite, en proceso, en curso, mientras, durante, ya meti, ya presente, esperando, abierto, a la mitad"},
		{"exit_permit", 3, "exit permit, exit and return, exit and re entry, exit letter, permission to leave, permit to leave", "permiso de salida, permiso para salir, salida y regreso"},
		{"duration", 3,
			"processing time, processing times, how long does it take, how long will it take, how long does the, how long to get, how long until, how long till, how long before i get, how long before i have, how long for the, same day, when will i get, when do i get, when will i have, when will i receive, when will my, how fast, how quickly, how soon will, how soon do i get",
			"cuanto tarda, cuanto tardan, cuanto se tarda, cuanto demora, cuanto se demora, cuanto toma, en cuanto tiempo, cuando me dan, cuando me entregan, cuando me la dan, cuando me la entregan, cuando recib*, cuando tendre, cuando estara, cuando va a estar, cuando esta list*, cuando llega, cuando sale, que tan rapido, mismo dia, tiempo de espera, cuanto hay que esperar"},
		{"difference", 1, "difference, compared, versus", "diferencia"},
		{"maximum", 2, "max*", "maxim*"},
		{"send", 1, "send, upload, sending", "mandar, mando, enviar, envio, subir"},
		{"takes", 2, "take, takes, taking, wait, waiting, ready", "tarda*, demora*, esperar, lista, listo, entreg*, toma"},
		{"lasts", 2, "valid, validity, last, lasts, lasting, good for", "dura, duracion, vigencia, valida, valido, vigente"},
		{"fast", 3,
			"fast, faster, quicker, quickly, speed, expedite*, expediting, rush, jump the line, jump the queue, skip the line, skip the queue, get it sooner, get my card sooner, get the card sooner, front of the line, front of the queue, cut the line, priority, fast track, fasttrack, hurry, preferential, sooner appointment, earlier appointment, pull strings",
			"rapido, rapida, acelera*, agiliz*, apurar, apurarle, saltar, saltarme, prioridad, via rapida, preferen*, palanca, mas pronto, urgente, adelantar la cita, expres"},
		{"guarantee", 3, "guarantee*, promise*", "garanti*, promet*, asegura*"},
		{"in_person", 3, "in person, personally, be there myself, go myself, be present", "en persona, personalmente, presencial*, estar presente, ir yo"},
		{"report", 2, "notify*, report, reporting, tell inm, tell immigration, inform, let inm know, let them know", "avis*, notific*, informar, reportar, dar aviso"},
	}
}

// cardsAndPlaces is which card, whether it has expired, and where.
func cardsAndPlaces() []notion {
	return []notion{
		{"card", 1, "card, cards, residency, residence, visa", "tarjeta, tarjetas, residencia, visa, documento"},
		{"temporary", 1, "temporary, temporal, temp", "temporal, temporales"},
		{"permanent", 2, "permanent*, permenan*, permanan*, perm, pr card, pr", "permanente*, rp"},
		{"expires", 1, "expire, expires, expiring, expiry, expiration, will expire, runs out, run out, last day is", "vence, venza, vencer, vencen, vencera, vencimiento, expira, expire, caduca, caduque, caducan"},
		{"expired", 3, "expired, lapsed, ran out, past due, overdue, out of date, past the expiry, past the expiration, after expiration, after expiry, after it expires, after the expiry",
			"vencio, vencid*, expiro, expirad*, caduco, caducad*, despues de que venza, despues de vencer, despues del vencimiento, se me paso, se me vencio"},
		{"here", 1, "in mexico, inside mexico, here, still in mexico", "en mexico, aqui, dentro de mexico, dentro del pais"},
		{"abroad", 2,
			"abroad, outside, overseas, out of mexico, not in mexico, out of the country, in the us, in the usa, in the states, from the us, from the usa, from the states, in usa, in canada, from canada, in europe, in spain, in the uk, in germany, in texas, in california, back home, another country, other country, home country, stuck in",
			"fuera de mexico, fuera del pais, extranjero, otro pais, en estados unidos, en eu, en usa, en canada, en europa, en espana, en colombia, en argentina, desde estados unidos, desde canada, desde espana, en mi pais, desde mi pais, desde fuera, estoy fuera, no estoy en mexico"},
		{"return", 2, "return, returning, come back, coming back, go back, get back, back in, back to mexico, back into, re enter, reenter, enter mexico, enter, fly back, board",
			"regres*, volver, vuelvo, entrar, reingres*, ingresar"},
		{"day_55", 1, "55, 55 day, fifty five", "55, cincuenta y cinco"},
		{"too_long", 2,
			"too late, more than 55, more than 60, over 55, over 60, over two months, past 60, past 55, after 60, after 55, 60 days, months ago, month ago, year ago, years ago, last year, long ago, two months, three months, 2 months, 3 months, 4 months, 5 months, 6 months, 70 days, 80 days, 90 days, 65 days, 61 days, for months, a long time",
			"demasiado tarde, muy tarde, mas de 55, mas de 60, mas de dos meses, despues de 60, despues de 55, hace meses, hace mucho, hace un ano, hace 2 meses, hace 3 meses, hace dos meses, hace tres meses, hace 4 meses, hace 6 meses, hace 5 meses, hace 7 meses, hace 8 meses, hace 9 meses, hace 10 meses, hace cuatro meses, hace seis meses, hace 70, hace 80, hace 90, hace 65, hace 61, 60 dias, el ano pasado"},
		{"past_limit", 3, "more than 60 days, more than 55 days, over 60 days, over 55 days, past 60 days, past the 60, past the 55, missed the 60, missed the 55, after 60 days, after 55 days, too late to renew",
			"mas de 60 dias, mas de 55 dias, ya pasaron 60, ya pasaron los 60, ya pasaron 55, ya pasaron los 55, ya pasaron mas de, pasados los 60, pasados los 55, demasiado tarde para"},
		{"regularise", 3, "regulari*", "regulariz*, regularic*"},
		{"penalty", 3, "penalty, penalties, a fine, the fine, fines, fined", "multa*"},
		{"weekend", 2,
			"sunday*, saturday*, weekend*, holiday, holidays, bank holiday, christmas, easter, new years, closed day, office is closed, inm is closed, office closed, they are closed, non working day",
			"domingo*, sabado*, fin de semana, fines de semana, feriado*, festivo*, dia inhabil, inhabil*, navidad, semana santa, ano nuevo, puente, esta cerrad*, cierran, dia no laborable"},
		{"consulate", 3, "consul*, embass*", "consul*, embajad*"},
		{"online", 2, "online, on line, internet, web, website, remotely, by mail, by post, from home, over zoom, electronically, by email", "en linea, internet, por correo, remot*, desde casa, pagina web, por la pagina, electronic*, a distancia, virtual*"},
		{"office", 2, "office, offices, inm, immigration, migracion, branch", "oficina*, inm, migracion, delegacion"},
		{"where_to", 3, "where do i go, where do i have to go, where should i go, where do i renew, where can i renew, where to renew, where do i file, where do i apply, where to go, where to file, where do we go, where is the office, where is my office",
			"donde renuevo, donde puedo renovar, donde se renueva, donde debo renovar, donde tengo que renovar, donde tengo que ir, a donde voy, adonde voy, donde voy, donde hago, donde tramito, donde presento, donde se hace, donde queda, donde esta la oficina"},
		{"other_city", 3, "another city, different city, other city, another state, different state, another office, different office, other office, any office, same office, nearest office, closest office", "otra ciudad, otro estado, otra oficina, cualquier oficina, misma oficina, oficina mas cercana, otra delegacion"},
		{"lost", 3, "lost, lose, losing, stolen, misplaced, robbed, replacement, replace, damaged, broke my card, cant find", "perdi, perdio, perdid*, perder, pierdo, extravi*, robo, robaron, robada, reposicion, reponer, danad*, rompio, no encuentro"},
	}
}

// moneyAndPapers is what is paid and what is brought.
func moneyAndPapers() []notion {
	return []notion{
		{"cost", 3, "cost, costs, costing, price, prices, pricing, fee, fees, charge, charges, how much, expensive, rates, total",
			"cuesta*, costo*, costar*, precio*, tarifa*, cobra*, cuanto es, cuanto son, cuanto sale, cuanto vale, cuanto hay que pagar, cuanto pago, cuanto se paga, cuanto debo, cuanto tengo que pagar, derechos, total"},
		{"government", 2, "government*, gov, govt, official, officially, inm, immigration, the mexican, mexican government, state fees, 2025, 2026, 2027", "gobierno, gubernamental*, oficial*, derechos, migracion, inm, banco, 2025, 2026, 2027"},
		{"you", 1, "you, your, yours, u, ur, residency assist", "ustedes, usted, su, sus, te, tu, les"},
		{"included", 2, "include, includes, included, including", "incluye*, incluid*, incluyen"},
		{"half", 3, "50%, 50 %, 50 percent, 50 off, 50 discount, 50 reduction, half, halved, discount*, reduced, reduction, cheaper", "50%, 50 %, 50 por ciento, 50 de descuento, descuento*, mitad, reduccion, mas barato"},
		{"pay", 2, "pay, payment, payments, paying, paid, accept, accepts", "pagar*, pago, paga, pagos, pagan, deposit*, acepta*"},
		{"by_means", 1, "bank, cash, credit card*, debit card*, by card, with card, with a card, my card, bank card, visa or, atm, transfer, which bank, paypal", "banco, efectivo, tarjeta de credito, tarjeta de debito, con tarjeta, tarjeta bancaria, transferencia, oxxo, ventanilla"},
		{"income", 3, "income*, solvency, bank statement*, bank account*, statements, savings, proof of funds, funds, financial*, prove i have money, pension, show money", "ingresos, solvencia, estado de cuenta, estados de cuenta, ahorros, economic*, pension, comprobar dinero, fondos"},
		{"photos", 3, "photo*, picture*, pics, headshot*", "foto*, retrato*"},
		{"documents", 3,
			"document*, papers, requirement*, what do i need, what do we need, what is needed, whats needed, what should i bring, what should i take, what do i bring, what to bring, what do i have to bring, what must i bring, checklist, copies",
			"documento, documentos, requisito*, papeles, que necesito, que se necesita, que tengo que llevar, que debo llevar, que llevo, que hay que llevar, que piden, que me piden, que ocupo, documentacion, copias"},
		{"passport", 2, "passport*", "pasaporte*"},
		{"new", 1, "new, newer, different, changed, replaced, old one, both passports, old passport, two passports", "nuevo, nueva, otro, cambie, cambio, viejo, anterior, dos pasaportes, ambos"},
		{"new_passport", 3, "renewed my passport, got a new passport, have a new passport, got new passport, passport renewed, passport number changed, new passport number, changed my passport, changed passport",
			"renove mi pasaporte, renove el pasaporte, renove pasaporte, pasaporte nuevo, nuevo pasaporte, cambie de pasaporte, cambie mi pasaporte, cambio mi pasaporte, saque pasaporte, numero de pasaporte"},
		{"soon", 1, "soon, 6 months, six months, months left, about to, almost, nearly, next month, first", "pronto, por vencer, a punto, casi, proximo mes, primero"},
		{"numbers", 3, "nue, nut, pieza, curp", "nue, nut, pieza, curp"},
		{"appointment", 3, "appointment*, appt, book, booking, queue, queues, queueing, walk in, walkin, line up, just show up, stand in line, wait in line, schedule", "cita, citas, fila, filas, cola, formar*, formarse, turno, turnos, ficha, agendar, agendo, reservar"},
	}
}

// peopleAndLife is who is concerned and what changed in a life.
func peopleAndLife() []notion {
	return []notion{
		{"somebody", 1, "somebody, someone, anybody, anyone, husband*, wife*, spouse*, partner*, friend*, lawyer, attorney, brother, sister, assistant, neighbor, neighbour, facilitator, another person, relative, mother, father, mom, dad, representative",
			"alguien, esposo, esposa, marido, mujer, pareja, amig*, abogad*, herman*, gestor*, otra persona, familiar*, vecin*, mama, papa, madre, padre, representante, novi*, tercero"},
		{"for_me", 2, "for me, on my behalf, in my place, in my stead, instead of me, instead, without me, my behalf, by proxy, in my name", "por mi, en mi lugar, en mi nombre, a mi nombre, sin mi, en vez de mi, sin que yo, por uno, de mi parte"},
		{"proxy", 3, "power of attorney, proxy, poa, legal representative", "carta poder, poder notarial, apoderad*, representante legal"},
		{"collect", 2, "pick up, collect, pickup", "recoger, recoja, recoge"},
		{"with_me", 3, "with me to, come with me, go with me, goes with me, comes with me, accompan*, be with me, come along, someone with me, somebody with me", "conmigo, acompan*, ir con alguien"},
		{"child", 2, "child*, kid, kids, my son, our son, my sons, sons card, daughter*, minor, minors, baby, babys, babies, under 18, year old, years old, teen*, toddler", "hij*, nino*, nina*, menor, menores, bebe*"},
		{"student", 2, "student*, study, studying, studied, studies, university", "estudiant*, estudie, estudio, estudios, estudiando, estudiar, universidad"},
		{"counts", 1, "count, counts, counted, counting, toward, towards", "cuenta, cuentan, contar, sirve, sirven, vale, valen, suma*"},
		{"years", 2, "years, year, yrs, yr", "anos, ano"},
		{"married", 3, "married, marry, marriage, wedding, got hitched, marital", "me case, casad*, casarme, casamos, casarse, matrimonio, boda, estado civil"},
		{"mexican", 2, "a mexican, mexican husband, mexican wife, mexican citizen, mexican national, mexican man, mexican woman, mexican spouse, mexican partner, is mexican, mexicana, mexicano, to mexican", "mexicano, mexicana"},
		{"changed_life", 3,
			"divorc*, separated, widow*, changed jobs, changed job, change jobs, change job, changed my job, changing jobs, new job, new employer, change employer, changed employer, changed employers, switch jobs, switched jobs, lost my job, quit my job, left my job, changed my name, name change, new name, new nationality, new citizenship, company changed",
			"divorci*, separe, separad*, enviud*, viud*, cambie de trabajo, cambio de trabajo, cambie de empleo, cambio de empleo, cambio de empleador, cambie de empleador, cambiar de trabajo, cambiar de empleo, nuevo trabajo, nuevo empleo, trabajo nuevo, empleo nuevo, perdi mi trabajo, perdi mi empleo, perdi el trabajo, perdi el empleo, deje mi trabajo, renuncie, cambio de nombre, cambie de nombre, nueva nacionalidad"},
		{"moved", 3, "moved, moving, new address, change of address, changed address, changed my address, change my address, change address, address change, update my address, relocated, new house, new apartment, moved house",
			"me mude, mudar*, mude, mudamos, mudanza, cambie de domicilio, cambio de domicilio, cambiar de domicilio, cambiar mi domicilio, cambiar el domicilio, nuevo domicilio, domicilio nuevo, nueva direccion, direccion nueva, cambio de direccion, cambie de direccion, cambiar mi direccion, cambie de casa, cambio de casa, cambiar de casa, casa nueva, actualizar mi direccion, actualizar mi domicilio"},
		{"car", 3, "car, cars, vehicle*, truck, suv, tip, plated, plates, license plates, import permit, motorhome, rv", "auto, autos, carro*, coche*, camioneta*, vehiculo*, placas, importacion, aduana"},
		{"work", 2, "work, working, have a job, get a job, take a job, employed, freelance, employment", "trabaj*, emple*, laborar, freelance"},
		{"work_permit", 3, "work permit, work permission, permission to work, permit to work, work visa, working permit", "permiso de trabajo, permiso para trabajar, permiso laboral"},
		{"forever", 2, "forever, lifetime, for life, indefinite*", "para siempre, indefinid*, de por vida, vitalicia"},
		{"window", 2, "window, 30 days, thirty days", "plazo, ventana, 30 dias, treinta dias"},
		{"adult", 1, "adult, adults, me", "adulto*, mayor*"},
	}
}

// theService is who we are and what we do.
func theService() []notion {
	return []notion{
		{"legal", 2, "legal, law, laws, lawyer, lawyers, attorney, attorneys, law firm", "legal, legales, abogad*, juridic*, ley"},
		{"advice", 1, "advice, advise, advisor, advising, opinion, counsel", "asesor*, consejo*, opinion, asesoria, orientacion"},
		{"service", 3,
			"what do you do, what do u do, what can you do, what does the service, what does your service, what is your service, what is this service, what service, how do you help, how can you help, can you help, how does it work, how does this work, how does your service, how does the service, whats included, what is included, what do i get, what do you offer, what exactly do you, what exactly will you, what will you do, what does residency assist, who are you",
			"que hacen, que hace el servicio, como funciona, en que me ayudan, en que ayudan, como me ayudan, como ayudan, que incluye, que servicio*, que ofrecen, quienes son, que me ofrecen, me pueden ayudar, que es residency assist, que hacen ustedes, en que consiste"},
	}
}
