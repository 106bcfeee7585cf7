//! A line that moves, for work that takes longer than a second, on a terminal only.

use std::cell::Cell;
use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// Work shorter than this is not worth a line.
const WORTH_SHOWING: Duration = Duration::from_secs(1);

/// How far a piece of work is.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    shown: Cell<bool>,
}

impl Progress {
    pub(super) fn new(total: usize, what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        bar.set_message(what);
        Self {
            bar,
            started: Instant::now(),
            shown: Cell::new(false),
        }
    }

    pub(super) fn reached(&self, done: usize) {
        if !self.shown.get() && self.started.elapsed() > WORTH_SHOWING {
            self.shown.set(true);
            if io::stderr().is_terminal() {
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
            }
        }
        self.bar.set_position(done as u64);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
