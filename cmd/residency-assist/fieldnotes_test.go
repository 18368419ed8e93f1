package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fieldNotes are the ways in which bots, help desks and reminders of others have
// failed in the field, by the number we know each under, and the tests that hold
// that ours does not.
var fieldNotes = []struct {
	number int
	what   string
	tests  string // names of test functions, anywhere in the module
}{
	{1, "a restart forgets where a conversation stood", "TestKilledAfterEveryStep TestSoakNothingLostNothingDoubled"},
	{2, "what was to happen later is forgotten with a restart", "TestTheNudgeOutlivesARestart"},
	{3, "a burst of messages is all read as answers to one question", "TestABurstLandsInOrder TestEachChatIsHandledInOrderAndChatsSideBySide"},
	{4, "two writers of one record overwrite each other", "TestAStepThatLosesARaceIsTakenAgain"},
	{5, "a person is shown that two writers were in each other's way", "TestConflictsAreNobodysBusiness"},
	{6, "a double tap takes a step twice", "TestOneEffect TestPressedTwiceAtOnce"},
	{7, "an edit that changes nothing counts as failed", "TestWhatTelegramAnswersIsWhatBecameOfTheEntry"},
	{8, "a press that is answered too late fails the step", "TestWhatTelegramAnswersIsWhatBecameOfTheEntry"},
	{9, "a button of an earlier question acts on the present one", "TestOneEffect TestOldButtonsAreAnswered"},
	{10, "a new release cannot go on with old conversations", "TestOldRecordsGoOn TestPresentRecords"},
	{11, "a step that fails traps its person for ever", "TestAFailedStepIsAnApologyAndTrapsNobody"},
	{12, "an edited message crashes the bot or is ignored", "TestUpdates TestTranscripts"},
	{13, "an album counts as several answers, or its caption is lost", "TestTranscripts"},
	{14, "an update that comes again is taken again", "TestARepeatedEventHasOneEffect TestTelegramFails TestWebhookReplicas"},
	{15, "an update is confirmed before it is safe, or dropped at the start", "TestAnUpdateIsConfirmedOnlyOnceItIsHandled TestACrashBeforeTheCommitLosesNothing TestWhenOneUpdateFailsTheWholeBatchComesAgain"},
	{16, "two replicas fight over the updates", "TestOneReplicaPollsAndTheNextTakesOver TestAnotherPollerIsGivenTime"},
	{17, "who is told to wait loses messages, or calls again too early", "TestRetryAfterIsObeyedToTheSecond TestTelegramFails"},
	{18, "one person who blocked the bot stops it for all", "TestSomebodyBlocksTheBot"},
	{19, "a text with odd signs is refused and lost", "TestWordsThatTelegramCannotReadAreShownPlain TestValuesAreHarmlessAndSpoken TestWholeLives"},
	{20, "a text that is too long is cut or not sent", "TestALongReplyArrivesWholeOrFails TestLongestTextsKeepSlacksLimitsAndArriveWhole TestALongTextWhoseLayoutIsRefusedArrivesWhole TestWholeLives"},
	{21, "a button carries more than the platform allows, and the tests do not see it", "TestButtonsHaveRoom TestWholeLives TestDocumentedLimits"},
	{22, "a token stands in an error or a log", "TestNoSecretIsEverTold TestNoPasswordIsEverTold TestErrorsTellWhatHappenedAndNeverTheToken"},
	{23, "a line that the desk's platform delivers again is relayed again, or dropped as a repeat", "TestSlackFails TestWhatCouldNotBeSavedIsNotAcknowledged"},
	{24, "a link's preview is taken for an edit", "TestWhatSlackTells"},
	{25, "internal talk reaches the applicant, or a reply never leaves", "TestEveryLineHasOneFate TestAReplyThatFailsAfterItsCaseWasClosedIsTold"},
	{26, "files do not cross, or cross where they must not", "TestFilesTravelBothWays TestFilesOutliveTrouble TestUploadsThatCannotBe TestTheTokenFetchesFilesFromSlackAlone"},
	{27, "two replicas send one reminder each", "TestSoakAMonthOfKilledReplicas TestAWakeUpIsTakenByOneReplica TestAnUnknownResultIsSentAgainOnceAndReported"},
	{28, "a reminder whose day passed while the bot was down is never sent", "TestFiveDaysAwayAreOneMessage"},
	{29, "who has filed, stopped or another date is reminded all the same", "TestNothingOvertakenIsSentAgain TestADateCorrectedWhileItIsTold TestRemindersKeepTheirLaws"},
	{30, "an hour or a day is wrong: clocks that change, leap days, dates with two readings", "TestEachRungOnceAtNine TestTheWindowAroundALeapDay TestInSkipsAnHourThatDoesNotExist TestDatesAsPeopleTypeThem"},
	{31, "key expiry is used as a timer, and fires late or never", "TestContractOnRedis TestSoakRedisGoesAway"},
	{32, "a full cache evicts what was to be kept", "TestOpenRefusesAServerThatEvicts"},
	{33, "a holder goes on after its lease has passed to another", "TestContract TestContractOnRedis TestWhoLosesTheLeaseStopsAndConfirmsNothing"},
	{34, "two associates press at once, or a press on a card of before a restart is lost", "TestTwoAssociatesPressAtOnce"},
	{35, "a connection looks alive and carries nothing", "TestASilentConnectionIsOpenedAgain TestASilentLinkIsDialledAgain TestSoakSilentSockets"},
	{36, "an applicant's text calls everybody or hides a link", "TestHowEntriesLook TestWholeLives"},
	{37, "deleting the head of a thread sends its lines anew", "TestWhatSlackTells"},
	{38, "the bot hears itself or another bot", "TestWhatSlackTells"},
	{39, "alerts are lost while the desk's platform says to wait", "TestSlackFails"},
	{40, "a channel that was archived takes its cases along", "TestCasesFollowTheDeskToAnotherChannel TestAChannelThatCannotBeUsedIsNamed"},
	{41, "somebody else's contact is taken for the person's telephone", "TestUpdates TestTranscripts"},
	{42, "closed hours are mentioned in the middle of a talk, or again and again", "TestClosedHoursAreSaidOnceAndIntoNoTalk"},
	{43, "a calendar keeps what was changed or cancelled", "TestAChangeAndACancellationReplaceWhatCalendarsHave TestFromTheConsultationToTheNextCycle"},
	{44, "correcting one answer loses another", "TestACorrectionLeavesTheOtherAnswers"},
	{45, "a group is asked for personal data", "TestAGroupIsToldOnceAnHour TestUpdates TestTranscripts"},
	{46, "a file that is too large meets silence", "TestALargeFileIsAnswered"},
	{47, "one reminder that failed holds up all that follow", "TestAReminderThatFailedHoldsUpNoOther"},
	{48, "without its storage the bot answers from memory", "TestSoakRedisGoesAway TestTheDiskIsFull"},
}

// TestEveryFieldNoteIsHeld finds each test that the table names in the source.
func TestEveryFieldNoteIsHeld(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range function.FindAllStringSubmatch(string(source), -1) {
			tests[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for _, note := range fieldNotes {
		if note.number <= last || note.what == "" || note.tests == "" {
			t.Errorf("note %d is out of order, or empty", note.number)
		}
		last = note.number
		for _, name := range strings.Fields(note.tests) {
			if !tests[name] {
				t.Errorf("note %d (%s) is held by %s, which does not exist", note.number, note.what, name)
			}
		}
	}
}
