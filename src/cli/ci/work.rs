//! What is done: plan, check, sync, and the comment of a fork.

use super::args::{CiArgs, CommentArg, PublishArg};
use super::bench::{Bench, EVERYTHING};
use super::scene::Scene;
use crate::ci::{Decision, Event, Occasion};
use crate::cli::base::BaseSet;
use crate::cli::commit;
use crate::cli::desk::{Desk, block_on};
use crate::cli::exit::{Exit, Failure};
use crate::cli::plan::{planned, to_write, unguarded};
use crate::cli::screen::Screen;
use crate::cli::sitting::{Purpose, Sitting};
use crate::cli::status::repository;
use crate::cli::sync::carry_out;
use crate::cli::verdict::{Judged, Verdict};
use crate::cli::waive;
use crate::config::Config;
use crate::disk;
use crate::host::{Host, HostError, Kept, Order, Published, keep_comment, publish};
use crate::ledger::{Decisions, Ledger};
use crate::output::{
    CheckDocument, PlanDocument, StatusDocument, SyncDocument, comment_of_check, comment_of_plan,
    comment_of_sync, moved, plan, status, untold,
};
use crate::publish::Proposal;
use crate::render::{CommentView, Place, ProposalRow, Templates};

/// The largest file of a fork's data.
const MOST_DATA: u64 = 16 << 20;

/// Everything a piece of work needs.
pub(super) struct Office<'a> {
    pub(super) args: &'a CiArgs,
    pub(super) scene: &'a Scene,
    pub(super) occasion: &'a Occasion,
    pub(super) desk: &'a Desk,
    pub(super) host: Option<&'a dyn Host>,
    pub(super) decision: &'a Decision,
    pub(super) bench: &'a Bench,
}

/// What came of it.
pub(super) struct Done {
    pub(super) plan: Option<PlanDocument>,
    pub(super) sync: Option<SyncDocument>,
    pub(super) check: CheckDocument,
    /// How every action stands then; none without any set of reports.
    pub(super) status: Option<StatusDocument>,
    pub(super) view: CommentView,
    /// What could not be read, and what happened on the way, a sentence each.
    pub(super) complaints: Vec<String>,
    pub(super) published: Option<Published>,
    pub(super) exit: Exit,
}

impl Office<'_> {
    pub(super) fn plan(&self, screen: &mut Screen) -> Result<Done, Failure> {
        let desk = self.desk;
        let mut verdict = self.verdict()?;
        let (mut plans, mut ledgers, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
        let (mut moves, mut subject) = (Vec::new(), "The next sync");
        for set in desk.config.sets() {
            let sitting = Sitting::open(desk, set, &EVERYTHING, Purpose::Proposal, screen)?;
            complaints.extend(sitting.complaints().said);
            let before = self.before(set, &sitting)?;
            // Nobody knows what would be opened where nobody could look.
            if sitting.instead.is_none() {
                let (document, all) = self.planned(set, &sitting, before.as_ref())?;
                plans.push(document);
                if !all {
                    subject = "Merging this";
                }
            }
            if let Some(before) = &before {
                moves.extend(moved(&before.ledger, &sitting.ledger, &before.comparison));
            }
            if self.bench.has_same_rules() {
                self.bench
                    .hear_beside(&mut verdict, set, &sitting, before.as_ref());
                let shown = before.map(|it| it.conceals(&sitting.ledger).into_owned());
                ledgers.push(shown.unwrap_or(sitting.ledger));
            } else {
                verdict.note(sitting.instead.as_ref());
            }
        }
        if !self.bench.has_same_rules() {
            ledgers = self.bench.hear_all(&mut verdict, screen)?;
        }
        let mut judged = self.judged(verdict, &ledgers);
        let plan = plans.into_iter().reduce(PlanDocument::join);
        let opened = plan.iter().flat_map(|it| &it.changes);
        judged.document = judged.document.settled_by(opened);
        let check = Some(&judged.document);
        let files = self.files();
        let mut view = match &plan {
            Some(plan) => comment_of_plan(plan, check, files.as_deref(), subject),
            None => comment_of_check(&judged.document, files.as_deref()),
        };
        view.moved = untold(moves, &judged.document);
        let mut done = Done {
            exit: self.policy(&judged),
            plan,
            sync: None,
            status: self.status(&ledgers)?,
            check: judged.document,
            view,
            complaints,
            published: None,
        };
        done.complaints.extend(self.bench.blind.clone());
        self.keep_comment(&mut done)?;
        Ok(done)
    }

    pub(super) fn check(&self, screen: &mut Screen) -> Result<Done, Failure> {
        let mut verdict = self.verdict()?;
        let ledgers = self.bench.hear_all(&mut verdict, screen)?;
        let judged = self.judged(verdict, &ledgers);
        Ok(Done {
            exit: self.policy(&judged),
            plan: None,
            sync: None,
            status: self.status(&ledgers)?,
            view: comment_of_check(&judged.document, self.files().as_deref()),
            check: judged.document,
            complaints: self.bench.blind.clone().into_iter().collect(),
            published: None,
        })
    }

    /// Syncs, judges what it led to, and proposes the write-back.
    pub(super) fn sync(&self, screen: &mut Screen) -> Result<Done, Failure> {
        let desk = self.desk;
        let mut verdict = self.verdict()?;
        let (mut syncs, mut ledgers, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
        let (mut exits, mut reports) = (Vec::new(), Vec::new());
        for set in desk.config.sets() {
            let sitting = Sitting::open(desk, set, &EVERYTHING, self.purpose(), screen)?;
            let paths = sitting.sources.iter().map(|it| it.path().to_owned());
            reports.extend(paths);
            let synced = carry_out(desk, set, sitting, self.args.allow_bulk)?;
            verdict.hear(set, &synced.ledger, &synced.unreadable, None);
            exits.push(synced.exit());
            complaints.extend(synced.complaints);
            syncs.push(synced.document);
            ledgers.push(synced.ledger);
        }
        let judged = self.judged(verdict, &ledgers);
        let check = &judged.document;
        let sync = syncs.into_iter().reduce(SyncDocument::join);
        let mut view = comment_of_sync(sync.as_ref(), Some(check), self.files().as_deref());
        let published = self.publish(&reports)?;
        if let Some(it) = &published {
            view.proposal = Some(ProposalRow {
                said: it.said.clone(),
                href: it.url.clone(),
            });
            exits.push(if it.stuck { Exit::Partial } else { Exit::Fine });
        }
        exits.push(self.policy(&judged));
        Ok(Done {
            exit: Exit::worst(exits),
            plan: None,
            sync,
            status: self.status(&ledgers)?,
            check: judged.document,
            view,
            complaints,
            published,
        })
    }

    /// What the next sync would do; where a base was synced before, what the change adds to it, and then not all.
    fn planned(
        &self,
        set: &Config,
        sitting: &Sitting,
        before: Option<&BaseSet>,
    ) -> Result<(PlanDocument, bool), Failure> {
        let desk = self.desk;
        let mut wanted = planned(desk, set, sitting, self.args.allow_bulk)?;
        let synced = before.filter(|it| it.was_synced());
        if let Some(before) = synced {
            let theirs = unguarded(desk, set, &before.ledger, sitting.tracker.as_ref())?;
            wanted = wanted.beyond(&theirs, &|at| before.comparison.older(at));
        }
        let files = to_write(set, sitting, &wanted);
        let command = "followthrough sync".to_owned();
        let shown = before.map(|it| it.conceals(&sitting.ledger));
        let shown = shown.as_deref().unwrap_or(&sitting.ledger);
        Ok((plan(shown, &wanted, files, command), synced.is_none()))
    }

    /// What the base has of a set of reports, where it goes by the same rules: only then can both be told apart.
    fn before(&self, set: &Config, sitting: &Sitting) -> Result<Option<BaseSet>, Failure> {
        match self.bench.has_same_rules() {
            true => self.bench.before(set, sitting),
            false => Ok(None),
        }
    }

    fn verdict(&self) -> Result<Verdict<'_>, Failure> {
        Verdict::open(&self.bench.desk, self.decision.trigger)
    }

    fn judged(&self, mut verdict: Verdict<'_>, ledgers: &[Ledger]) -> Judged {
        let ledgers: Vec<&Ledger> = ledgers.iter().collect();
        verdict.hear_waivers(Some(&ledgers));
        verdict.close(self.bench.base.as_ref())
    }

    fn status(&self, ledgers: &[Ledger]) -> Result<Option<StatusDocument>, Failure> {
        let desk = &self.bench.desk;
        let (waivers, _) = waive::load(desk)?;
        let sets = desk.config.sets().zip(ledgers);
        let each = sets.map(|(set, ledger)| status(ledger, &set.policy, &waivers, desk.today));
        let joined = each.reduce(StatusDocument::join);
        Ok(joined.map(|it| StatusDocument {
            repository: repository(desk),
            ..it
        }))
    }

    fn purpose(&self) -> Purpose {
        match self.args.full {
            true => Purpose::ChangeAll(Decisions::default()),
            false => Purpose::Change(Decisions::default()),
        }
    }

    /// 3 if an error counts on this run.
    fn policy(&self, judged: &Judged) -> Exit {
        match self.decision.fails && judged.fails && self.bench.blind.is_none() {
            true => Exit::Policy,
            false => Exit::Fine,
        }
    }

    fn files(&self) -> Option<String> {
        let head = self.desk.tree.revision("HEAD").ok().map(|it| it.hash());
        let commit = match &self.occasion.event {
            // The merge commit that is checked out goes away again.
            Event::PullRequest(it) => it.head.clone().or(head),
            _ => head,
        };
        self.scene.files(self.occasion, commit.as_deref())
    }

    /// Proposes what differs between the reports as they are now and the commit: what an earlier run in this checkout
    /// wrote counts as well, as nobody knows whether it was published.
    fn publish(&self, reports: &[String]) -> Result<Option<Published>, Failure> {
        if self.args.publish == PublishArg::None {
            return Ok(None);
        }
        let (Some(host), Some(base)) = (self.host, &self.occasion.default_branch) else {
            return Ok(None);
        };
        let proposal = self.proposal(reports)?;
        let head = self
            .desk
            .tree
            .revision("HEAD")
            .map_err(|error| Failure::usage(error.to_string()))?;
        let publish_as = self.desk.config.publish.clone();
        let order = Order {
            branch: publish_as.branch,
            base: base.clone(),
            at: head.hash(),
            title: publish_as.title,
            sign_off: publish_as.sign_off,
            labels: publish_as.labels,
            reviewers: publish_as.reviewers,
            again: self.args.again,
        };
        let published = block_on(publish(host, &order, &proposal))?;
        Ok(Some(published.unwrap_or_else(|error| Published {
            request: None,
            url: None,
            // Somebody else was faster: the next run goes on from there, and nobody has to act.
            stuck: !matches!(error, HostError::Moved(_)),
            said: format!("the write-back was not published: {error}"),
        })))
    }

    fn proposal(&self, paths: &[String]) -> Result<Proposal, Failure> {
        let changed = self.desk.tree.changed(paths, commit::FOLDER);
        let changed = changed.map_err(|error| Failure::usage(error.to_string()))?;
        Ok(commit::proposal(&changed))
    }

    /// The comment says what the view says, or is absent. A token that may not comment is no failure.
    fn keep_comment(&self, done: &mut Done) -> Result<(), Failure> {
        let (Some(host), Some(number)) = (self.host, self.decision.pull_request) else {
            return Ok(());
        };
        if self.args.comment == CommentArg::Never {
            return Ok(());
        }
        match self.write_comment(host, number, &done.view)? {
            Ok(_) => {}
            Err(HostError::Forbidden(why)) => done.complaints.push(format!(
                "no comment on the pull request: {why}; the summary of this job says the same"
            )),
            Err(error) => done
                .complaints
                .push(format!("no comment on the pull request: {error}")),
        }
        Ok(())
    }

    fn write_comment(
        &self,
        host: &dyn Host,
        number: u64,
        view: &CommentView,
    ) -> Result<Result<Kept, HostError>, Failure> {
        let marker = self.marker();
        let text = match view.is_silent() {
            true => None,
            false => Some(
                self.templates()?
                    .comment(view, &marker, host.comment_chars())?,
            ),
        };
        block_on(keep_comment(host, number, &marker, text.as_deref()))
    }

    pub(super) fn templates(&self) -> Result<Templates, Failure> {
        let first: &Config = self.desk.config.sets().next().unwrap_or(&self.desk.config);
        Ok(Templates::new(self.desk.templates(first)?, Place::Files)?)
    }

    /// Several configurations in one repository have a comment each.
    pub(super) fn marker(&self) -> String {
        let path = self
            .desk
            .config
            .path
            .as_deref()
            .unwrap_or("followthrough.yml");
        let hash = blake3::hash(path.as_bytes()).to_hex();
        format!("<!-- followthrough:comment config={} -->", &hash[..16])
    }

    /// The data is a stranger's: it is read as data, rendered here, and put where GitHub says the commit came from.
    pub(super) fn comment_of_a_fork(&self, screen: &mut Screen) -> Result<Exit, Failure> {
        let Event::AfterPullRequest(run) = &self.occasion.event else {
            return Ok(Exit::Fine);
        };
        let host = self.host.ok_or_else(|| {
            Failure::usage("there is no token to comment with; set the input token")
        })?;
        let path = self.args.data().ok_or_else(|| {
            Failure::usage(
                "there is no data to comment with; set the input data to the downloaded file",
            )
        })?;
        let wrong = |why: &str| Failure::usage(format!("{}: {why}", path.display()));
        let bytes = disk::read(&path, MOST_DATA).map_err(|error| wrong(&error.to_string()))?;
        let view: CommentView = serde_json::from_slice(&bytes).map_err(|_| {
            wrong("not what a run of this version leaves behind; both workflows need the same one")
        })?;
        let found = block_on(host.request_from(&run.owner, &run.branch, &run.head))?;
        let Some(number) = found.map_err(|error| Failure::partial(error.to_string()))? else {
            screen.text("the pull request has moved on or is closed; its next run comments\n");
            return Ok(Exit::Fine);
        };
        let kept = self.write_comment(host, number, &view)?;
        let kept = kept.map_err(|error| Failure::partial(error.to_string()))?;
        screen.text(&format!("comment on pull request {number}: {kept:?}\n"));
        Ok(Exit::Fine)
    }
}
