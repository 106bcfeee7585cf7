//! What the day brings: the label of what is late, and reminders.

use std::time::Duration;

use fake_forge::{Effect, Fault};

use crate::stage::{Stage, action};
use crate::world::{HOME, World, on_every_forge};

on_every_forge!(
    the_label_of_what_is_late_comes_and_goes,
    an_action_that_is_late_at_first_sight_has_the_label_at_once,
    closing_by_a_mark_takes_the_label_off_in_the_same_request,
    without_a_label_there_is_none,
    people_are_reminded_once_for_each_date_and_stage,
    nobody_is_reminded_of_what_is_closed_waived_or_long_late,
    a_reminder_is_never_sent_twice,
    a_reminder_that_is_refused_is_said_and_sent_by_the_next_run,
    after_a_limit_on_comments_nothing_more_is_sent,
    a_reminder_whose_answer_is_lost_is_not_sent_again,
    two_syncs_at_once_remind_once,
    a_reminder_is_nobodys_word,
);

const REPORT: &str = "postmortems/pool.md";

/// Two actions, of which one is due on 28 November.
fn stage<W: World>() -> Stage<W> {
    let stage = Stage::with(0);
    stage.write(
        REPORT,
        "# The pool ran dry\n\nDate: 2026-11-01\n\n## Action items\n\n\
         - [ ] Alert on lock waits (owner: Maria S.) (due: 2026-11-28)\n\
         - [ ] Write the runbook for a failover @everyone\n",
    );
    stage
}

fn reminding<W: World>() -> Stage<W> {
    let stage = stage::<W>();
    let config = stage.read("followthrough.yml");
    let more = "people: { \"Maria S.\": maria }\npolicy:\n  nudge: [due-7d, due, due+2w]\n";
    stage.write("followthrough.yml", &format!("{config}{more}"));
    stage
}

impl<W: World> Stage<W> {
    /// Labels and comments of the issue with this title.
    fn issue(&self, title: &str) -> (Vec<String>, Vec<String>) {
        let kept = self.server.forge(|forge: &mut W| forge.kept(HOME));
        let issue = kept.into_iter().find(|it| it.title.starts_with(title));
        issue
            .map(|it| (it.labels, it.comments))
            .expect("it is there")
    }

    fn is_marked(&self) -> bool {
        let (labels, _) = self.issue("Alert");
        labels.iter().any(|it| it == "overdue")
    }

    fn comments(&self) -> Vec<String> {
        self.issue("Alert").1
    }

    /// A sync on a day, after which another one changes nothing.
    fn sync(&self, day: &str) -> String {
        let said = self.fine_on(day, &["sync"]);
        self.fine_on(day, &["sync"]);
        let log = self.server.take_log();
        assert_eq!(log.writes(), 0, "{day}: {:?}", log.lines());
        said
    }

    fn close(&self, title: &str) {
        self.server.forge(|forge: &mut W| forge.close(title));
    }
}

fn the_label_of_what_is_late_comes_and_goes<W: World>() {
    let stage = stage::<W>();
    stage.sync("2026-11-28");
    assert!(!stage.is_marked(), "due today is not late");
    let plan = stage.fine_on("2026-11-29", &["plan"]);
    assert!(plan.contains("mark as overdue"), "{plan}");
    stage.sync("2026-11-29");
    assert!(stage.is_marked());
    let (others, _) = stage.issue("Write");
    assert!(!others.contains(&"overdue".to_owned()));

    let moved = stage.read(REPORT).replace("2026-11-28", "2026-12-28");
    let late = stage.read(REPORT);
    stage.write(REPORT, &moved);
    let said = stage.sync("2026-11-29");
    assert!(!stage.is_marked(), "the date moved: {said}");
    stage.write(REPORT, &late);
    stage.sync("2026-11-29");
    assert!(stage.is_marked());

    let waive = ["waive", "#1", "--until", "2026-12-05", "--reason", "vendor"];
    stage.fine_on("2026-11-29", &waive);
    stage.sync("2026-11-29");
    assert!(!stage.is_marked(), "it may be late");
    stage.sync("2026-12-06");
    assert!(stage.is_marked(), "no longer");

    stage.close("Alert");
    stage.sync("2026-12-06");
    assert!(!stage.is_marked(), "it is done");
}

fn an_action_that_is_late_at_first_sight_has_the_label_at_once<W: World>() {
    let stage = stage::<W>();
    stage.sync("2026-11-29");
    assert!(stage.is_marked());
}

fn closing_by_a_mark_takes_the_label_off_in_the_same_request<W: World>() {
    let stage = stage::<W>();
    stage.sync("2026-11-29");
    let done = stage.read(REPORT).replacen("- [ ]", "- [x]", 1);
    stage.write(REPORT, &done);
    stage.fine_on("2026-11-29", &["sync"]);
    let log = stage.server.take_log();
    assert_eq!(log.writes(), 1, "{:?}", log.lines());
    assert!(!stage.is_marked());
}

fn without_a_label_there_is_none<W: World>() {
    let stage = stage::<W>();
    let config = stage
        .read("followthrough.yml")
        .replace("pace: 0s", "pace: 0s, overdue-label: off");
    stage.write("followthrough.yml", &config);
    stage.sync("2026-11-29");
    assert!(!stage.is_marked());
}

fn people_are_reminded_once_for_each_date_and_stage<W: World>() {
    let stage = reminding::<W>();
    stage.sync("2026-11-20");
    assert_eq!(stage.comments(), Vec::<String>::new());
    let plan = stage.fine_on("2026-11-21", &["plan"]);
    assert!(plan.contains("remind of the due date"), "{plan}");
    let said = stage.sync("2026-11-22");
    let comments = stage.comments();
    let begins = "@maria: this is due in 6 days, on 2026-11-28 (stated in the report).";
    assert!(comments[0].starts_with(begins), "{comments:?} {said}");
    assert_eq!(comments.len(), 1);

    // The next stage, and the one after it for as long as a week.
    stage.sync("2026-11-28");
    assert!(
        stage.comments()[1].contains("due today"),
        "{:?}",
        stage.comments()
    );
    stage.sync("2026-12-11");
    assert_eq!(stage.comments().len(), 2);
    stage.sync("2026-12-14");
    assert!(
        stage.comments()[2].contains("16 days late"),
        "{:?}",
        stage.comments()
    );

    // Another date begins anew.
    let moved = stage.read(REPORT).replace("2026-11-28", "2026-12-20");
    stage.write(REPORT, &moved);
    stage.sync("2026-12-15");
    assert_eq!(stage.comments().len(), 4);
}

fn nobody_is_reminded_of_what_is_closed_waived_or_long_late<W: World>() {
    let closed = reminding::<W>();
    closed.sync("2026-11-20");
    closed.close("Alert");
    closed.sync("2026-11-28");
    assert_eq!(closed.comments(), Vec::<String>::new());

    let waived = reminding::<W>();
    waived.sync("2026-11-20");
    let waive = ["waive", "#1", "--until", "2027-01-31", "--reason", "vendor"];
    waived.fine_on("2026-11-20", &waive);
    waived.sync("2026-11-28");
    assert_eq!(waived.comments(), Vec::<String>::new());

    // Whoever turns reminders on is met by no wall of them; an issue that was just opened says enough.
    let old = reminding::<W>();
    old.sync("2027-06-01");
    old.sync("2027-06-02");
    assert_eq!(old.comments(), Vec::<String>::new());
    let new = reminding::<W>();
    new.sync("2026-11-28");
    new.sync("2026-11-29");
    assert_eq!(new.comments(), Vec::<String>::new());
}

/// At whatever request a run is killed: at most one reminder is lost, none is sent twice.
fn a_reminder_is_never_sent_twice<W: World>() {
    let whole = reminding::<W>();
    whole.sync("2026-11-20");
    whole.fine_on("2026-11-22", &["sync"]);
    let requests = whole.server.take_log().0.len();
    assert!(
        requests >= 5,
        "a list, a look, a change, another look, a comment"
    );
    // Between the change that remembers it and the comment.
    let lost = [
        (requests - 3, Effect::FreezeAfter),
        (requests - 2, Effect::FreezeBefore),
        (requests - 2, Effect::FreezeAfter),
        (requests - 1, Effect::FreezeBefore),
    ];
    let mut sent = Vec::new();
    for request in 0..requests {
        for effect in [Effect::FreezeBefore, Effect::FreezeAfter] {
            let stage = reminding::<W>();
            stage.sync("2026-11-20");
            stage
                .server
                .fault(Fault::new(effect.clone()).after(request));
            let mut child = stage.start_on("2026-11-22", &["sync"]);
            assert!(stage.server.wait_frozen(1, Duration::from_secs(60)));
            child.kill().unwrap();
            child.wait().unwrap();
            stage.server.calm();
            stage.sync("2026-11-22");
            let comes = usize::from(!lost.contains(&(request, effect.clone())));
            sent.push((request, effect, comes, stage.comments().len()));
        }
    }
    assert!(sent.iter().all(|it| it.2 == it.3), "{sent:?}");
}

/// Both see the issue before either has changed it, and one comes after the other.
fn two_syncs_at_once_remind_once<W: World>() {
    let looks = |stage: &Stage<W>| {
        let log = stage.server.take_log();
        let lines = log.lines();
        let looks = |it: &&String| it.starts_with("GET") && it.contains("/issues");
        lines.iter().filter(looks).count()
    };
    let alone = reminding::<W>();
    alone.sync("2026-11-20");
    alone.fine_on("2026-11-22", &["sync"]);
    let all = looks(&alone);

    let stage = reminding::<W>();
    stage.sync("2026-11-20");
    // The list and the look at the issue of the second run show what was before the first one.
    let stale = Fault::new(Effect::Stale).on("GET", "/issues");
    stage.server.fault(stale.after(all).times(2));
    stage.fine_on("2026-11-22", &["sync"]);
    stage.fine_on("2026-11-22", &["sync"]);
    assert!(looks(&stage) >= 3, "the second run meant to remind");
    assert_eq!(stage.comments().len(), 1, "{:?}", stage.comments());
}

/// It is no reason for giving the work up, and keeps no double from being closed.
fn a_reminder_is_nobodys_word<W: World>() {
    let stage = reminding::<W>();
    stage.sync("2026-11-20");
    stage.sync("2026-11-22");
    assert_eq!(stage.comments().len(), 1);
    let report = stage.read(REPORT);
    let (head, rest) = report.split_once("- [ ] Alert").unwrap();
    let (text, rest) = rest.split_once(" (owner").unwrap();
    let report = format!("{head}- [ ] ~~Alert{text}~~ (owner{rest}");
    stage.write(REPORT, &report);
    stage.sync("2026-11-22");
    // What has no issue yet makes a check look at closed ones too.
    let more = stage.read(REPORT) + "- [ ] Rehearse the failover\n";
    stage.write(REPORT, &more);
    let check = || {
        let output = stage.on("2026-11-22", &["check"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let said = check();
    assert!(said.contains("dropped-without-reason"), "{said}");
    let close = [
        "close",
        "#1",
        "--as",
        "not-planned",
        "--reason",
        "the table is gone",
    ];
    stage.fine_on("2026-11-22", &close);
    let said = check();
    assert!(!said.contains("dropped-without-reason"), "{said}");
}

fn a_reminder_that_is_refused_is_said_and_sent_by_the_next_run<W: World>() {
    for status in [401, 403, 404, 422] {
        let stage = reminding::<W>();
        stage.sync("2026-11-20");
        let refuse = Fault::refusal(status, "Resource not accessible by integration");
        stage.server.fault(refuse.on("POST", W::COMMENTS));
        let (exit, said) = ended(&stage, "2026-11-22");
        assert_eq!(exit, Some(4), "{status}: {said}");
        assert!(said.contains("the next run sends it"), "{status}: {said}");
        stage.server.calm();
        stage.sync("2026-11-22");
        assert_eq!(stage.comments().len(), 1, "{status}");
    }
}

fn after_a_limit_on_comments_nothing_more_is_sent<W: World>() {
    let stage = reminding::<W>();
    let items = (0..4).map(|n| format!("- [ ] {} (due: 2026-11-28)\n", action(n)));
    let items: String = items.collect();
    stage.write(
        REPORT,
        &format!("# The pool ran dry\n\nDate: 2026-11-01\n\n## Action items\n\n{items}"),
    );
    stage.sync("2026-11-20");
    let limit = Effect::Refuse {
        status: 429,
        headers: vec![("retry-after".into(), "900".into())],
        body: "{\"message\": \"Retry later\"}".into(),
    };
    let limit = Fault::new(limit).on("POST", W::COMMENTS).times(9);
    stage.server.fault(limit);
    let _ = stage.server.take_log();
    let (exit, said) = ended(&stage, "2026-11-22");
    assert_eq!(exit, Some(6), "{said}");
    let lines = stage.server.take_log().lines();
    let tried = lines
        .iter()
        .filter(|it| it.starts_with("POST") && it.ends_with(W::COMMENTS));
    assert_eq!(tried.count(), 1, "{lines:?}");
    stage.server.calm();
    stage.sync("2026-11-22");
    let kept = stage.server.forge(|forge: &mut W| forge.kept(HOME));
    assert!(kept.iter().all(|it| it.comments.len() == 1), "{said}");
}

fn a_reminder_whose_answer_is_lost_is_not_sent_again<W: World>() {
    let stage = reminding::<W>();
    stage.sync("2026-11-20");
    let lost = Fault::new(Effect::FailAfter { status: 502 });
    stage.server.fault(lost.on("POST", W::COMMENTS));
    let (_, said) = ended(&stage, "2026-11-22");
    assert!(said.contains("the reminder may not have arrived"), "{said}");
    stage.sync("2026-11-22");
    assert_eq!(stage.comments().len(), 1, "{said}");
}

fn ended<W: World>(stage: &Stage<W>, day: &str) -> (Option<i32>, String) {
    let done = stage.on(day, &["sync"]).output().unwrap();
    let said = [&done.stdout[..], &done.stderr].concat();
    (
        done.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}
