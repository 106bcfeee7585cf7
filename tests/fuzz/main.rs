//! Fuzz targets on the stable toolchain: texts are put together from fragments of every dialect, from pieces of
//! the fixtures and from `tests/fuzz/corpus`, and then damaged.
//!
//! `FUZZ_EXECUTIONS=100000 FUZZ_SEED=7 cargo test --test fuzz -- --nocapture` looks further. The number of
//! executions bounds a run, never the clock; the same seed makes the same texts. A text that fails is shown as small
//! as it could be made: mend the fault and put the text into the corpus.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a target reads its corpus, fails by panicking and says how far it went"
)]

mod config;
mod issue_file;
mod material;
#[path = "../join/memory.rs"]
mod memory;
mod reading;
mod round_trip;

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::strategy::Strategy;
use proptest::test_runner::{
    Config, RngAlgorithm, TestCaseError, TestCaseResult, TestError, TestRng, TestRunner,
};

/// Executions of a target if `FUZZ_EXECUTIONS` does not say otherwise.
const EXECUTIONS: u32 = 300;

/// What a target found wrong.
type Fault = String;

fn number(name: &str, otherwise: u32) -> u32 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |it| it.parse().expect(name))
}

/// Runs `target` on the corpus texts and on as many made ones as the environment says.
fn fuzz<T: Debug + Clone>(
    name: &str,
    corpus: Vec<T>,
    made: impl Strategy<Value = T>,
    target: impl Fn(&T) -> Result<(), Fault>,
) {
    for text in &corpus {
        if let Err(fault) = tried(&target, text) {
            panic!("{name}: {fault}\nin the text of the corpus {text:?}");
        }
    }
    let executions = number("FUZZ_EXECUTIONS", EXECUTIONS);
    let seed = number("FUZZ_SEED", 0);
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases: executions,
        failure_persistence: None,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let each = |text: T| -> TestCaseResult { tried(&target, &text).map_err(TestCaseError::fail) };
    match runner.run(&made, each) {
        Ok(()) => println!(
            "fuzz {name}: {executions} executions, {} texts of the corpus, seed {seed}",
            corpus.len()
        ),
        Err(TestError::Fail(fault, text)) => panic!("{name}, seed {seed}: {fault}\nin {text:?}"),
        Err(TestError::Abort(why)) => panic!("{name}: {why}"),
    }
}

/// What is wrong with a text; a panic is a fault like any other.
fn tried<T>(target: &impl Fn(&T) -> Result<(), Fault>, text: &T) -> Result<(), Fault> {
    catch_unwind(AssertUnwindSafe(|| target(text))).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        Err(words.unwrap_or_else(|| "it panics".to_owned()))
    })
}
