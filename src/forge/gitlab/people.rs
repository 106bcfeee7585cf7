//! Who is who: whose markers are believed, and whom an issue can be given to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gitlab::api::projects::members::AllProjectMembers;
use gitlab::api::users::{CurrentUser, Users};

use super::GitLab;
use super::model::{Account, Member};
use super::read::PLANNER;
use crate::forge::tracker::Found;
use crate::forge::transport::TransportError;

/// The least standing of those whose markers are believed: Reporter.
const REPORTER: u64 = 20;

/// Members asked for at once.
const AT_ONCE: usize = 100;

/// What was learned of accounts in this run.
#[derive(Debug, Default)]
pub(super) struct People {
    /// By number, whether their markers are believed; none of them if the token may not see who is a member.
    believed: Mutex<BTreeMap<u64, bool>>,
    /// By name in lower case; none for those who do not exist.
    accounts: Mutex<BTreeMap<String, Option<u64>>>,
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl GitLab {
    /// Members from Reporter up, and whoever's token it is. A bot is believed as a member, not as a bot: anybody
    /// can make one in a project of their own, and the bot of the service desk opens what strangers mail.
    ///
    /// A token that may not see members (a job's own) reads only; then our label, which only members set, speaks
    /// for an issue.
    pub(super) async fn vouched_for(&self, found: &[&Found]) -> Result<Vec<bool>, TransportError> {
        let ids: BTreeSet<u64> = {
            let known = held(&self.people.believed);
            let ids = found.iter().map(|it| it.author.id);
            ids.filter(|id| !known.contains_key(id)).collect()
        };
        match self.meet(ids).await {
            Ok(()) => {}
            Err(error) if matches!(error.status(), Some(401 | 403 | 404)) => {
                let label = self.settings.label();
                let carries = |it: &&Found| it.issue.labels.iter().any(|name| name == label);
                return Ok(found.iter().map(carries).collect());
            }
            Err(error) => return Err(error),
        }
        let known = held(&self.people.believed);
        let believed = |it: &&Found| known.get(&it.author.id).copied().unwrap_or(false);
        Ok(found.iter().map(believed).collect())
    }

    /// Asks who of these is a member, a hundred at once, and who we are only if somebody is not.
    async fn meet(&self, ids: BTreeSet<u64>) -> Result<(), TransportError> {
        let ids: Vec<u64> = ids.into_iter().collect();
        let mut members: BTreeSet<u64> = BTreeSet::new();
        for some in ids.chunks(AT_ONCE) {
            let question = AllProjectMembers::builder()
                .project(self.settings.repository.as_str())
                .user_ids(some.iter().copied())
                .build()
                .expect("a project is all it needs");
            let rows: Vec<Member> = self.api.pages(&question).await?;
            let high = rows.iter().filter(|it| it.access_level >= REPORTER);
            members.extend(high.map(|it| it.id));
        }
        if ids.iter().any(|id| !members.contains(id)) {
            members.extend(self.me().await?.map(|it| it.id));
        }
        let known = ids.into_iter().map(|id| (id, members.contains(&id)));
        held(&self.people.believed).extend(known);
        Ok(())
    }

    /// As the project says of whoever's token it is. Of an administrator, who may do everything, it says nothing.
    pub(super) async fn sets_labels(&self) -> Option<bool> {
        let standing = self.project().await.ok()?.standing();
        match standing {
            0 => match self.me().await {
                Ok(Some(me)) if !me.is_admin => Some(false),
                _ => None,
            },
            standing => Some(standing >= PLANNER),
        }
    }

    async fn me(&self) -> Result<Option<Account>, TransportError> {
        let question = CurrentUser::builder().build();
        let question = question.expect("there is nothing to leave out");
        match self.api.ask::<Account>(&question).await {
            Ok(account) => Ok(Some(account)),
            Err(error) if matches!(error.status(), Some(401 | 403 | 404)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Accounts by name with their numbers, each looked up once; and a sentence on names that nobody has.
    pub(super) async fn accounts(&self, names: &[String]) -> (Vec<(String, u64)>, Vec<String>) {
        let (mut known, mut warnings) = (Vec::new(), Vec::new());
        for name in names {
            match self.account(name).await {
                Ok(Some(id)) => known.push((name.clone(), id)),
                Ok(None) => warnings.push(format!(
                    "{}: nobody is called {name}, so nothing is assigned to them; correct `people` in followthrough.yml",
                    self.settings.host
                )),
                Err(error) => warnings.push(format!(
                    "nothing was assigned to {name}, because their account could not be looked up: {error}"
                )),
            }
        }
        (known, warnings)
    }

    async fn account(&self, name: &str) -> Result<Option<u64>, TransportError> {
        let spelled = name.to_lowercase();
        if let Some(known) = held(&self.people.accounts).get(&spelled) {
            return Ok(*known);
        }
        let question = Users::builder().username(name).build();
        let question = question.expect("there is nothing to leave out");
        let found: Vec<Account> = self.api.page(&question).await?.rows;
        let mut found = found.into_iter();
        let id = found.find(|it| it.username.to_lowercase() == spelled);
        let id = id.map(|it| it.id);
        held(&self.people.accounts).insert(spelled, id);
        Ok(id)
    }
}
