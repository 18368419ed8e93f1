package renewal

// spanishSentence returns the sentence of this name in Spanish. What holds for
// the English ones holds for these.
func spanishSentence(name string) string {
	for _, find := range []func(string) string{spanishRoute, spanishTime, spanishFlag, spanishDispute} {
		if s := find(name); s != "" {
			return s
		}
	}
	return ""
}

func spanishRoute(name string) string {
	switch name {
	case "renew":
		return "Para esta tarjeta corresponde una renovación, que su titular presenta en persona en una oficina de migración en México, del {opens} al {closes}."
	case "renew/procedure_open":
		return "Ya hay un trámite abierto para esta tarjeta, así que no se inicia otro. Un asesor revisa en qué punto está."
	case "exchange/four_years":
		return "En la fecha impresa se completan los cuatro años de residencia temporal, así que el siguiente paso es el cambio a residente permanente, que se solicita del {opens} al {closes}. Un asesor cotiza este servicio."
	case "exchange/two_years":
		return "En la fecha impresa se completan dos años por vínculo familiar, así que puede solicitarse el cambio a residente permanente, del {opens} al {closes}. Un asesor cotiza este servicio."
	case "regularize":
		return "La tarjeta venció y su titular está en México, así que corresponde solicitar la regularización en una oficina de migración. Un asesor revisa antes el caso y cotiza este servicio."
	case "renew_after_return":
		return "Con la tarjeta vencida todavía puede haber renovación al volver a México: regrese con la tarjeta de residente y el pasaporte, no entre como turista y presente el trámite dentro de cinco días. Un asesor lo revisa antes con usted."
	case "renew_after_return/back":
		return "Como el regreso a México fue dentro de los 55 días siguientes a la fecha impresa, corresponde una renovación presentada dentro de los cinco días de la llegada. Guarde la prueba de la fecha de entrada; un asesor lo revisa antes con usted."
	case "restart":
		return "Los plazos publicados para esta tarjeta ya pasaron, lo que apunta a una solicitud nueva en un consulado de México. Un asesor busca otras vías antes de que usted decida."
	case "replace":
		return "Una tarjeta perdida, robada o dañada se repone en un trámite propio. Un asesor revisa el caso y cotiza este servicio."
	case "none":
		return "La tarjeta de residente permanente de un adulto no vence, así que no hay nada que renovar."
	case CodeServiceFee:
		return "Nuestro servicio cuesta US${fee}: US${principal} por el primer solicitante y US${additional} por cada solicitante adicional de la misma familia. Los derechos del gobierno no están incluidos."
	}
	return ""
}

func spanishTime(name string) string {
	switch name {
	case "too_early":
		return "Todavía es pronto para presentar el trámite: el plazo se abre el {opens}. Procure ir el {aim} o después, y tome el último día hábil del plazo como el final real."
	case "open":
		return "El plazo está abierto, del {opens} al {closes}. Procure ir el {aim} o después, y tome el {last}, último día hábil, como el final real."
	case "urgent":
		return "Queda muy poco tiempo: el plazo se cierra el {closes}. Tome el {last}, último día hábil, como el final real; se pide a un asesor que lo vea de inmediato."
	case "urgent/no_office_day":
		return "Queda muy poco tiempo: el plazo se cierra el {closes}. Se pide a un asesor que lo vea de inmediato."
	case "expired":
		return "La fecha impresa en la tarjeta, el {closes}, ya pasó, así que un asesor debe revisar el caso."
	case "window/procedure_open":
		return "Contado desde la fecha impresa en la tarjeta, su plazo va del {opens} al {closes}."
	case "reenter_by":
		return "Esté de vuelta en México a más tardar el {reenter_by}: el límite es de 55 días naturales después de la fecha impresa, con fines de semana y feriados incluidos."
	case "file_by":
		return "El día con el que hay que contar es el {file_by}: cinco días naturales después del regreso. Si la oficina cierra ese día, prevea un día hábil anterior."
	case "regularize_by":
		return "El límite es el {regularize_by}: 60 días naturales después de la fecha impresa. Si la oficina cierra ese día, prevea un día hábil anterior."
	}
	return ""
}

func spanishFlag(name string) string {
	switch name {
	case "minor":
		return "El titular es menor de edad o tiene tarjeta de menor: firma su madre, su padre o quien tenga la tutela."
	case "turns_18":
		return "El titular cumple 18 años a más tardar en la fecha impresa, y eso cambia lo que hay que solicitar. Un asesor debe revisarlo."
	case "half_fee_candidate":
		return "Por trabajo o por familia, los derechos del gobierno podrían reducirse a la mitad; cada oficina lo aplica a su manera y un asesor lo comprueba."
	case "office_closed_today":
		return "Hoy las oficinas de migración están cerradas."
	case "abroad":
		return "La renovación no puede presentarse desde el extranjero ni en un consulado: el titular debe estar en México."
	case "no_proxy":
		return "Nadie más puede presentar el trámite en lugar del titular: debe acudir en persona."
	case "address_first":
		return "Notifique el domicilio nuevo a la oficina de migración antes de la renovación. Un asesor le dice cómo lo maneja esa oficina."
	case "late_notice":
		return "Pasaron más de 90 días desde la mudanza, que es el plazo para notificar el cambio de domicilio; puede haber una multa."
	case "employer_changed":
		return "Notifique el cambio de empleador a la oficina de migración; si no se notifica, la renovación puede peligrar, y por eso un asesor lo revisa."
	case "passport_first":
		return "El pasaporte vence a más tardar en la fecha impresa en la tarjeta: renuévelo primero y lleve también el anterior. Un asesor revisa los tiempos."
	case "procedure_open":
		return "Hay un trámite abierto: esté al pendiente de sus avisos, porque un requerimiento de documentos tiene un plazo corto."
	case "exit_permit":
		return "Para salir de México con un trámite abierto se necesita un permiso de salida y regreso; salir sin él puede terminar el trámite."
	case "family_link":
		return "Quien tiene familia cercana en México puede tener todavía una vía para regularizarse después de los plazos. Un asesor lo investiga."
	case "max_years_reached":
		return "La residencia temporal dura cuatro años como máximo, así que a esta tarjeta le sigue la permanente y no otra renovación."
	case "exchange_possible":
		return "En la fecha impresa se completan dos años por vínculo familiar: puede solicitar la tarjeta permanente en lugar de la renovación."
	case "permanent_not_yet":
		return "En la fecha impresa en la tarjeta no se completan los años para la tarjeta permanente. Un asesor revisa si tiene usted otro fundamento."
	case "years_unsure":
		return "En la fecha impresa falta muy poco para completar los años. Puede que el primer día se haya leído mal en la tarjeta, así que un asesor lo comprueba."
	case "no_office_day_left":
		return "No queda ningún día hábil antes de que venza la tarjeta. No cuente con más tiempo por eso; se pide a un asesor que lo vea de inmediato."
	}
	return ""
}

// spanishDispute words what the sources disagree about.
func spanishDispute(name string) string {
	switch name {
	case "sources_disagree/permanent_abroad":
		return "Las fuentes no coinciden en si los 55 días para volver valen para residentes permanentes, incluidos los menores. Un asesor debe revisarlo antes de que viaje."
	case "sources_disagree/left_afterwards":
		return "Los 55 días para volver se describen para quien estaba fuera de México en la fecha impresa; las fuentes no resuelven el caso de quien salió después. Un asesor debe revisarlo antes de que viaje."
	case "sources_disagree/working_days":
		return "Las fuentes no coinciden en si los cinco días después del regreso son naturales o hábiles. Un asesor debe revisarlo hoy mismo."
	case "sources_disagree/after_return":
		return "Las fuentes no coinciden en lo que puede hacer quien volvió con la tarjeta vencida y no presentó el trámite dentro de cinco días. Un asesor debe revisarlo."
	case "sources_disagree/day_55_or_60":
		return "Las fuentes no coinciden en si esta vía termina 55 o 60 días después de la fecha impresa. Un asesor debe revisarlo de inmediato."
	case "sources_disagree/family_permanent":
		return "Las fuentes no coinciden en si dos años bastan a la familia de un residente permanente, como bastan a la de un mexicano. Un asesor debe revisarlo."
	}
	return ""
}
