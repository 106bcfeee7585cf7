//! Ledger and drafts to plan: what each issue is, against what it should be.

use super::{Change, Plan, What, Why, repairs};
use crate::issue::{Draft, Issue, IssuePatch, Marker, State, Wrote};
use crate::ledger::{Entry, Heard, Ledger};

/// Compares every entry of the ledger with its draft; `drafts` has one for each entry that may need
/// it, in the order of the entries, lowered to what the tracker can hold.
#[must_use]
pub fn diff(ledger: &Ledger, drafts: &[Option<Draft>], found_by_label: bool) -> Plan {
    let changes = ledger.entries.iter().zip(drafts).enumerate();
    let changes = changes.filter_map(|(at, (entry, draft))| {
        let what = match entry.owned() {
            Some(_) if entry.tracking.is_opted_out() => None,
            Some(issue) => update(ledger, entry, issue, draft.as_ref(), found_by_label),
            None if ledger.wants_issue(entry) => create(ledger, entry, draft.as_ref()?),
            None => None,
        };
        what.map(|what| Change { entry: at, what })
    });
    Plan {
        changes: changes.chain(repairs(ledger)).collect(),
        held: Vec::new(),
        withheld: 0,
    }
}

fn create(ledger: &Ledger, entry: &Entry, draft: &Draft) -> Option<What> {
    let report = &ledger.reports[entry.report];
    let (key, text) = (entry.key.clone(), entry.text.clone());
    let mut marker = draft.marker(key, &ledger.scope, &report.id, text);
    marker.confidential = report.report.front.confidential;
    marker.was = ledger.filed_before(entry);
    Some(What::Create {
        draft: draft.clone(),
        marker: Box::new(marker),
    })
}

fn update(
    ledger: &Ledger,
    entry: &Entry,
    issue: &Issue,
    draft: Option<&Draft>,
    found_by_label: bool,
) -> Option<What> {
    let old = issue.marker()?;
    let mut next = Next {
        marker: old.clone(),
        block: None,
        patch: IssuePatch::default(),
        why: Vec::new(),
    };
    next.obey(ledger.heard(entry), issue);
    let stays_open = next.patch.state.unwrap_or(issue.state).is_open();
    if let Some(draft) = draft.filter(|_| stays_open) {
        next.retell(entry, draft, issue);
        next.assign(draft, issue);
        next.schedule(draft, issue);
        next.hide(draft, issue);
        next.classify(ledger.reports[entry.report].report.front.confidential);
        if found_by_label {
            next.label(draft, issue);
        }
    }
    let report = &ledger.reports[entry.report].id;
    if old.report != *report {
        next.marker.report.clone_from(report);
        next.why.push(Why::Renamed);
    }
    if next.block.is_some() || next.marker != *old {
        next.patch.body = Some(issue.body.splice(&next.marker, next.block.as_deref()));
    }
    (!next.patch.is_empty()).then(|| What::Update {
        seen: Box::new(issue.clone()),
        patch: next.patch,
        why: next.why,
        say: None,
    })
}

struct Next {
    marker: Marker,
    block: Option<String>,
    patch: IssuePatch,
    why: Vec<Why>,
}

impl Next {
    fn obey(&mut self, heard: Heard, issue: &Issue) {
        match heard {
            Heard::Nothing | Heard::Contested(_) => {}
            Heard::Forget => {
                self.marker.heard = None;
                self.why.push(Why::Memory);
            }
            Heard::Note(word) => {
                self.marker.heard = Some(word);
                self.why.push(Why::Memory);
            }
            Heard::Obey(word) => {
                self.marker.heard = Some(word);
                if issue.state.word() == word {
                    self.why.push(Why::Memory);
                } else {
                    self.patch.state = Some(State::from(word));
                    self.why.push(Why::of(word));
                }
            }
        }
    }

    /// Our block follows the report; the title only as long as it is the one we wrote.
    fn retell(&mut self, entry: &Entry, draft: &Draft, issue: &Issue) {
        let wanted = Wrote::of(&draft.title, &draft.block);
        let (title, block) = match &self.marker.wrote {
            Some(wrote) => (wrote.title.clone(), wrote.block.clone()),
            None => (String::new(), String::new()),
        };
        let mut wrote = Wrote {
            title: title.clone(),
            block: block.clone(),
        };
        if wanted.title != title && Wrote::hash_title(&issue.title) == title {
            self.patch.title = Some(draft.title.clone());
            self.why.push(Why::Title);
            wrote.title = wanted.title;
        }
        if wanted.block != block {
            self.block = Some(draft.block.clone());
            self.why.push(Why::Text);
            wrote.block = wanted.block;
        }
        if self.marker.text.as_ref() != Some(&entry.text) {
            self.marker.text = Some(entry.text.clone());
            if self.block.is_none() {
                self.why.push(Why::Memory);
            }
        }
        self.marker.wrote = Some(wrote);
    }

    fn assign(&mut self, draft: &Draft, issue: &Issue) {
        let has = |login: &&String| {
            issue
                .assignees
                .iter()
                .any(|it| it.eq_ignore_ascii_case(login))
        };
        let missing = draft.assignees.iter().filter(|it| !has(it));
        self.patch.add_assignees = missing.cloned().collect();
        if !self.patch.add_assignees.is_empty() {
            self.why.push(Why::Assign);
        }
    }

    /// The tracker's own day follows the report's as long as it is the one we wrote.
    fn schedule(&mut self, draft: &Draft, issue: &Issue) {
        let Some(wanted) = draft.due else { return };
        let ours = issue.due == self.marker.due;
        if issue.due == wanted {
            if !ours {
                self.why.push(Why::Memory);
            }
        } else if ours {
            self.patch.due = Some(wanted);
            self.why.push(Why::Due);
        } else {
            return;
        }
        self.marker.due = wanted;
    }

    fn hide(&mut self, draft: &Draft, issue: &Issue) {
        if draft.confidential && !issue.confidential {
            self.patch.confidential = true;
            self.why.push(Why::Hide);
        }
    }

    /// That the report is confidential is remembered for the time when it is gone.
    fn classify(&mut self, confidential: bool) {
        if self.marker.confidential != confidential {
            self.marker.confidential = confidential;
            self.why.push(Why::Memory);
        }
    }

    fn label(&mut self, draft: &Draft, issue: &Issue) {
        let missing = draft
            .labels
            .iter()
            .filter(|label| !issue.labels.contains(label));
        self.patch.add_labels = missing.cloned().collect();
        if !self.patch.add_labels.is_empty() {
            self.why.push(Why::Label);
        }
    }
}
