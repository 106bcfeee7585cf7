//! Waiting, replaceable so that tests don't.

use std::time::{Duration, Instant};

use async_trait::async_trait;

/// Measures and passes time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Time since some moment in the past; never runs backwards.
    fn now(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, time: Duration);

    /// Ends when so much time has passed while something else is waited for; unless there is such a clock, never.
    async fn lapse(&self, _time: Duration) {
        std::future::pending().await
    }
}

/// The clock of this machine. Needs a Tokio runtime with time.
#[derive(Debug)]
pub struct MachineClock(Instant);

impl Default for MachineClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

#[async_trait]
impl Clock for MachineClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    async fn lapse(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
