//! What there is, against what is wanted: the next step.

use std::collections::BTreeSet;

use super::digest::{Digest, Proposal};

/// What the forge shows of the write-back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Its branch, if there is one.
    pub branch: Option<Branch>,
    /// The last pull request that was opened from it.
    pub request: Option<Request>,
}

/// A branch, against the default branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its last commit.
    pub tip: String,
    /// The commits that the default branch does not have, the oldest first.
    pub commits: Vec<Commit>,
    /// True if it cannot be merged into the default branch as it is.
    pub conflicts: bool,
    /// The files that commits of people change.
    pub touched_by_people: BTreeSet<String>,
}

/// A commit of the branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The edits it carries; none for a person's commit.
    pub edits: Option<Digest>,
}

/// A pull request of the branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its number.
    pub number: u64,
    /// What became of it.
    pub state: RequestState,
    /// The edits that it proposes, as its text remembers them.
    pub edits: Option<Digest>,
    /// Its text.
    pub text: String,
}

/// What became of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// It waits.
    Open,
    /// It was merged.
    Merged,
    /// It was closed without being merged.
    Closed,
}

/// The next step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing, for a reason that is told.
    Nothing(String),
    /// One commit on top of the default branch becomes the branch; then there is a pull request for it.
    Build {
        /// Where the branch must still be; none: it must not exist.
        expected: Option<String>,
        /// The pull request that is open already.
        request: Option<u64>,
    },
    /// The branch is right and has no pull request.
    Open,
    /// The branch holds commits of people: the default branch is merged in, and the edits go on top.
    Join {
        /// Where the branch must still be.
        expected: String,
        /// The pull request that is open already.
        request: Option<u64>,
    },
    /// The branch is right, and the text of its pull request tells of other edits: a run ended between the two.
    Tell {
        /// Its number.
        request: u64,
    },
    /// There is nothing to propose any more: the pull request is closed.
    Close {
        /// Its number.
        request: u64,
    },
    /// A person has to decide: what happened, and what to do.
    Stop(String),
}

/// What to do next. Once it is done, the same question is answered with [`Step::Nothing`].
#[must_use]
pub fn next(seen: &Seen, wanted: &Proposal, again: bool) -> Step {
    let open = seen
        .request
        .as_ref()
        .filter(|it| it.state == RequestState::Open);
    if wanted.is_empty() {
        return nothing_wanted(seen.branch.as_ref(), open);
    }
    let digest = wanted.digest();
    let Some(open) = open else {
        return without_request(seen, &digest, again);
    };
    let request = Some(open.number);
    let Some(branch) = &seen.branch else {
        return Step::Build {
            expected: None,
            request,
        };
    };
    let expected = branch.tip.clone();
    let fits = branch.edits() == Some(&digest) && !branch.conflicts;
    let stale = open.edits.as_ref().is_some_and(|it| it != &digest);
    match branch.is_ours() {
        _ if fits && stale => Step::Tell {
            request: open.number,
        },
        _ if fits => Step::Nothing(format!("pull request {} proposes it already", open.number)),
        true => Step::Build {
            expected: Some(expected),
            request,
        },
        false => join(branch, wanted, request),
    }
}

fn nothing_wanted(branch: Option<&Branch>, open: Option<&Request>) -> Step {
    match (open, branch) {
        (Some(open), Some(branch)) if branch.is_ours() => Step::Close {
            request: open.number,
        },
        (Some(open), _) => Step::Nothing(format!(
            "the reports say all of it already; pull request {} holds commits of people and is left to them",
            open.number
        )),
        (None, _) => Step::Nothing("the reports say all of it already".to_owned()),
    }
}

/// No pull request is open: there was none, or it is settled and its branch is dead.
fn without_request(seen: &Seen, digest: &Digest, again: bool) -> Step {
    // A text that could not be written before somebody settled it tells of the edits before.
    let on_branch = seen.branch.as_ref().and_then(Branch::edits) == Some(digest);
    let told = |it: &&Request| {
        let edits = it.edits.as_ref();
        edits == Some(digest) || edits.is_some() && on_branch
    };
    let settled = seen.request.as_ref().filter(|it| told(it) && !again);
    if let Some(request) = settled {
        let what = match request.state {
            RequestState::Merged => "was merged and its edits were taken back",
            _ => "was closed without being merged",
        };
        return Step::Nothing(format!(
            "the same edits are not proposed again: pull request {} {what}; `--again` (the input again: true) proposes them",
            request.number
        ));
    }
    match &seen.branch {
        None => Step::Build { expected: None, request: None },
        Some(branch) if !branch.is_ours() => Step::Stop(match &seen.request {
            Some(request) => format!(
                "the branch holds commits of people and its pull request {} is settled: merge them or delete the branch, then run again",
                request.number
            ),
            None => "the branch holds commits of people and has no pull request: open one or delete the branch, then run again".to_owned(),
        }),
        Some(branch) if seen.request.is_none() && branch.edits() == Some(digest) && !branch.conflicts => Step::Open,
        Some(branch) => Step::Build { expected: Some(branch.tip.clone()), request: None },
    }
}

/// People's commits are never overwritten, and what they wrote is not written over.
fn join(branch: &Branch, wanted: &Proposal, request: Option<u64>) -> Step {
    let theirs: Vec<&str> = wanted
        .files
        .iter()
        .map(|it| it.path.as_str())
        .filter(|path| branch.touched_by_people.contains(*path))
        .collect();
    match theirs.as_slice() {
        [] => Step::Join {
            expected: branch.tip.clone(),
            request,
        },
        [first, more @ ..] => Step::Stop(format!(
            "the branch holds commits of people that change {first}{}, which has news of its own: merge its pull request, or take these commits off the branch, then run again",
            if more.is_empty() {
                String::new()
            } else {
                format!(" and {} more", more.len())
            }
        )),
    }
}

impl Branch {
    /// True if nobody else committed to it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.commits.iter().all(|it| it.edits.is_some())
    }

    /// The edits that our last commit carries.
    fn edits(&self) -> Option<&Digest> {
        self.commits.iter().rev().find_map(|it| it.edits.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::FileEdit;

    const TIP: &str = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";

    fn wanted(text: &str) -> Proposal {
        let file = |new: &str| FileEdit {
            path: "a.md".to_owned(),
            old: Some(b"- x\n".to_vec()),
            new: Some(new.as_bytes().to_vec()),
            executable: false,
        };
        Proposal {
            files: (!text.is_empty()).then(|| file(text)).into_iter().collect(),
        }
    }

    /// A branch from a word for each commit: `open`, `done` are ours, `+path` a person's; `!` conflicts.
    fn branch(words: &str) -> Option<Branch> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let commits = words.iter().filter(|it| **it != "!");
        let touched = words.iter().filter_map(|it| it.strip_prefix('+'));
        (words != ["-"]).then(|| Branch {
            tip: TIP.to_owned(),
            conflicts: words.contains(&"!"),
            touched_by_people: touched.map(str::to_owned).collect(),
            commits: commits
                .map(|it| Commit {
                    edits: (!it.starts_with('+')).then(|| wanted(it).digest()),
                })
                .collect(),
        })
    }

    /// A pull request from a word: `-` none, `opened`, `merged`, `closed`, and its edits.
    fn request(words: &str) -> Option<Request> {
        let (state, edits) = words.split_once(' ')?;
        Some(Request {
            number: 7,
            state: match state {
                "opened" => RequestState::Open,
                "merged" => RequestState::Merged,
                _ => RequestState::Closed,
            },
            edits: (edits != "?").then(|| wanted(edits).digest()),
            text: String::new(),
        })
    }

    fn name(step: &Step) -> String {
        match step {
            Step::Nothing(_) => "nothing".to_owned(),
            Step::Build { expected, request } => {
                let over = if expected.is_some() {
                    "rebuild"
                } else {
                    "build"
                };
                let then = if request.is_some() { "tell" } else { "open" };
                format!("{over} {then}")
            }
            Step::Open => "open".to_owned(),
            Step::Tell { .. } => "tell".to_owned(),
            Step::Join { .. } => "join".to_owned(),
            Step::Close { .. } => "close".to_owned(),
            Step::Stop(_) => "stop".to_owned(),
        }
    }

    #[test]
    fn every_stage_of_its_life_has_a_next_step() {
        let cases = [
            // Its branch, its last pull request, what is wanted, and then.
            ("-", "-", "", "nothing"),
            ("-", "-", "open", "build open"),
            // A branch was made and the pull request was not.
            ("open", "-", "open", "open"),
            ("open", "-", "done", "rebuild open"),
            ("open !", "-", "open", "rebuild open"),
            // It waits.
            ("open", "opened open", "open", "nothing"),
            ("open", "opened open", "done", "rebuild tell"),
            ("open !", "opened open", "open", "rebuild tell"),
            ("-", "opened open", "open", "build tell"),
            // Somebody wrote it into the default branch by hand.
            ("open", "opened open", "", "close"),
            ("", "opened open", "", "close"),
            ("open +b.md", "opened open", "", "nothing"),
            ("-", "opened open", "", "nothing"),
            // People committed to it.
            ("open +b.md", "opened open", "open", "nothing"),
            ("open +a.md", "opened open", "open", "nothing"),
            ("open +b.md", "opened open", "done", "join"),
            ("open +b.md !", "opened open", "open", "join"),
            ("open +a.md", "opened open", "done", "stop"),
            ("open +a.md !", "opened open", "open", "stop"),
            ("open +b.md done", "opened done", "done", "nothing"),
            // Its text could not be written, or people took our words out.
            ("done", "opened open", "done", "tell"),
            ("open +b.md done", "opened open", "done", "tell"),
            ("done", "opened ?", "done", "nothing"),
            ("done", "closed open", "done", "nothing"),
            ("done", "closed open", "open", "nothing"),
            ("+b.md", "opened ?", "open", "join"),
            // It was merged: the branch is dead, and what is left of it is built over.
            ("-", "merged open", "done", "build open"),
            ("open", "merged open", "done", "rebuild open"),
            ("", "merged open", "done", "rebuild open"),
            ("+b.md", "merged open", "done", "stop"),
            ("-", "merged open", "", "nothing"),
            // It was merged, and then taken back.
            ("-", "merged open", "open", "nothing"),
            // It was closed: not again, unless there is something else to say.
            ("open", "closed open", "open", "nothing"),
            ("-", "closed open", "open", "nothing"),
            ("open", "closed open", "done", "rebuild open"),
            ("open", "closed ?", "open", "rebuild open"),
            ("open +b.md", "closed open", "done", "stop"),
            // No pull request, and not our branch.
            ("+b.md", "-", "open", "stop"),
        ];
        for (of_branch, of_request, want, then) in cases {
            let seen = Seen {
                branch: branch(of_branch),
                request: request(of_request),
            };
            let step = next(&seen, &wanted(want), false);
            assert_eq!(
                name(&step),
                then,
                "{of_branch:?} {of_request:?} {want:?}: {step:?}"
            );
        }
    }

    #[test]
    fn by_order_it_is_proposed_again() {
        for (of_branch, of_request, then) in [
            ("-", "closed open", "build open"),
            ("open", "closed open", "rebuild open"),
            ("-", "merged open", "build open"),
            ("open +b.md", "closed open", "stop"),
            ("open", "opened open", "nothing"),
        ] {
            let seen = Seen {
                branch: branch(of_branch),
                request: request(of_request),
            };
            assert_eq!(
                name(&next(&seen, &wanted("open"), true)),
                then,
                "{of_branch} {of_request}"
            );
        }
    }

    #[test]
    fn peoples_commits_are_never_built_over() {
        let branches = ["+a.md", "+b.md", "open +a.md", "open +b.md !", "+b.md open"];
        let requests = [
            "-",
            "opened open",
            "opened ?",
            "merged open",
            "closed open",
            "closed ?",
        ];
        for of_branch in branches {
            for of_request in requests {
                for want in ["", "open", "done"] {
                    for again in [false, true] {
                        let seen = Seen {
                            branch: branch(of_branch),
                            request: request(of_request),
                        };
                        let step = next(&seen, &wanted(want), again);
                        assert!(
                            !matches!(step, Step::Build { .. } | Step::Close { .. }),
                            "{seen:?}: {step:?}"
                        );
                    }
                }
            }
        }
    }
}
