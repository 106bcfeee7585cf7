//! A story for every forge.

/// Plays each story, a function that is generic over its world, on every forge.
macro_rules! on_every_forge {
    ($($story:ident),+ $(,)?) => {
        mod github {
            $(#[test] fn $story() { super::$story::<fake_forge::github::GitHub>(); })+
        }
        mod gitlab {
            $(#[test] fn $story() { super::$story::<fake_forge::gitlab::GitLab>(); })+
        }
    };
}
pub(crate) use on_every_forge;
