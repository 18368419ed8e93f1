package renewal

// Route is the way that lies before the person.
type Route string

// The routes.
const (
	RouteRenew            Route = "renew"
	RouteExchange         Route = "exchange" // temporary to permanent
	RouteRegularize       Route = "regularize"
	RouteRenewAfterReturn Route = "renew_after_return"
	RouteRestart          Route = "restart" // a new consular application
	RouteReplace          Route = "replace"
	RouteNone             Route = "none"
)

// Timing is where today lies, seen from the window. It is empty for the routes
// none and replace.
type Timing string

// The timings.
const (
	TimingTooEarly Timing = "too_early"
	TimingOpen     Timing = "open"
	TimingUrgent   Timing = "urgent"
	TimingExpired  Timing = "expired"
)

// Flag is one thing worth knowing about a case.
type Flag string

// The flags.
const (
	FlagMinor             Flag = "minor"
	FlagTurns18           Flag = "turns_18"
	FlagHalfFeeCandidate  Flag = "half_fee_candidate"
	FlagOfficeClosedToday Flag = "office_closed_today"
	FlagAbroad            Flag = "abroad"
	FlagNoProxy           Flag = "no_proxy"
	FlagAddressFirst      Flag = "address_first"
	FlagLateNotice        Flag = "late_notice"
	FlagEmployerChanged   Flag = "employer_changed"
	FlagPassportFirst     Flag = "passport_first"
	FlagProcedureOpen     Flag = "procedure_open"
	FlagExitPermit        Flag = "exit_permit"
	FlagSourcesDisagree   Flag = "sources_disagree"
	FlagFamilyLink        Flag = "family_link"
	FlagMaxYearsReached   Flag = "max_years_reached"
	FlagExchangePossible  Flag = "exchange_possible"
	FlagPermanentNotYet   Flag = "permanent_not_yet"
	FlagYearsUnsure       Flag = "years_unsure"
	FlagNoOfficeDayLeft   Flag = "no_office_day_left"
)

// CodeServiceFee is the code of the reason that explains the fee. Every other
// reason has the name of the route, timing, deadline or flag it explains.
const CodeServiceFee = "service_fee_usd"

// Assessment is what the rules conclude from one person's answers. A nil
// pointer or a zero date means that the value does not apply or is not known;
// in JSON it is null.
type Assessment struct {
	Route          Route     `json:"route"`
	Timing         Timing    `json:"timing"`
	DaysLeft       *int      `json:"days_left"`
	Window         *Window   `json:"window"`
	FirstOfficeDay Date      `json:"first_office_day"`
	LastOfficeDay  Date      `json:"last_office_day"`
	Deadlines      Deadlines `json:"deadlines"`
	MaxYears       *int      `json:"max_years"`
	ServiceFeeUSD  *int      `json:"service_fee_usd"`
	AskAssociate   bool      `json:"ask_associate"`
	Flags          []Flag    `json:"flags"` // sorted
	Reasons        []Reason  `json:"reasons"`
}

// Deadlines are the last days of an expired card's ways, where they apply.
type Deadlines struct {
	ReenterBy    Date `json:"reenter_by,omitzero"`
	FileBy       Date `json:"file_by,omitzero"`
	RegularizeBy Date `json:"regularize_by,omitzero"`
}

// Reason says why something was concluded.
type Reason struct {
	Code   string `json:"code"`
	Text   string `json:"text"`   // one or two sentences in the person's language
	Source string `json:"source"` // a tag of sources.md
}
