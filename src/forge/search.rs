//! After a create whose answer was lost: was it carried out?

use std::time::Duration;

use async_trait::async_trait;

use super::transport::Transport;
use crate::issue::Issue;

/// When to look, in seconds after the look before: a list may lag behind a create.
const LOOKS: [u64; 5] = [1, 2, 4, 8, 16];

/// So many looks take no time worth telling.
const UNTOLD: usize = 2;

/// Who can look.
#[async_trait]
pub(super) trait Lookout: Sync {
    /// The issues opened last, whoever opened them; none if the list cannot be had now.
    async fn newest(&self) -> Option<Vec<Issue>>;
}

/// The first of the wanted issues that show up, if one does in half a minute.
pub(super) async fn search(
    lookout: &dyn Lookout,
    transport: &Transport,
    wanted: &(dyn Fn(&Issue) -> bool + Sync),
) -> Option<Issue> {
    for (at, seconds) in LOOKS.into_iter().enumerate() {
        if at == UNTOLD {
            let most: u64 = LOOKS[at..].iter().sum();
            transport.tell(&format!(
                "waiting up to {most} s: an issue was to be opened and the answer got lost; looking whether it was"
            ));
        }
        transport.clock().sleep(Duration::from_secs(seconds)).await;
        let newest = lookout.newest().await.unwrap_or_default();
        // Carried out twice, the first one stays.
        if let Some(found) = newest
            .into_iter()
            .filter(|it| wanted(it))
            .min_by_key(|it| it.id.clone())
        {
            return Some(found);
        }
    }
    None
}
