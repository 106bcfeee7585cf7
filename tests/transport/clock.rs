//! A clock that runs only while somebody sleeps.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use followthrough::forge::transport::Clock;

#[derive(Clone, Default)]
pub(crate) struct Slept(Arc<Mutex<Vec<Duration>>>);

impl Slept {
    /// How long was slept each time, in seconds.
    pub(crate) fn seconds(&self) -> Vec<u64> {
        let slept = self.0.lock().unwrap();
        slept.iter().map(Duration::as_secs).collect()
    }
}

#[async_trait]
impl Clock for Slept {
    fn now(&self) -> Duration {
        self.0.lock().unwrap().iter().sum()
    }

    async fn sleep(&self, time: Duration) {
        self.0.lock().unwrap().push(time);
    }
}
