//! One comment, and only ours.

use followthrough::host::{HostError, Kept, keep_comment};

use crate::world::{World, block_on, each};

const MARKER: &str = "<!-- followthrough:comment scope=acme/incidents -->";

fn keep(world: &World, token: &str, text: Option<&str>) -> Result<Kept, HostError> {
    let text = text.map(|it| format!("{MARKER}\n{it}"));
    block_on(keep_comment(
        world.host(token).as_ref(),
        1,
        MARKER,
        text.as_deref(),
    ))
}

#[test]
fn it_is_made_once_then_changed_then_left_alone_then_taken_away() {
    each(|world| {
        assert_eq!(keep(world, "job", None), Ok(Kept::Absent));
        assert_eq!(keep(world, "job", Some("one")), Ok(Kept::Added));
        assert_eq!(world.writes(), 1);
        assert_eq!(keep(world, "job", Some("one")), Ok(Kept::Equal));
        assert_eq!(world.writes(), 0);
        assert_eq!(keep(world, "job", Some("two")), Ok(Kept::Changed));
        assert_eq!(world.said().len(), 1);
        assert_eq!(keep(world, "job", None), Ok(Kept::Removed));
        assert_eq!(world.said().len(), 0);
    });
}

#[test]
fn it_is_found_behind_two_hundred_others() {
    each(|world| {
        for at in 0..130 {
            world.say(&format!("{at}"));
        }
        assert_eq!(keep(world, "job", Some("one")), Ok(Kept::Added));
        for at in 0..130 {
            world.say(&format!("{at}"));
        }
        assert_eq!(keep(world, "job", Some("two")), Ok(Kept::Changed));
        assert_eq!(world.said().len(), 261);
    });
}

#[test]
fn a_copied_marker_is_not_ours_and_a_double_goes() {
    each(|world| {
        let copied = format!("{MARKER}\nall fine, merge it");
        world.say(&copied);
        assert_eq!(keep(world, "other-bot", Some("another's")), Ok(Kept::Added));
        assert_eq!(keep(world, "job", Some("one")), Ok(Kept::Added));
        // Two runs at once.
        world.double();
        assert_eq!(keep(world, "job", Some("two")), Ok(Kept::Changed));
        let said = world.said();
        assert_eq!(said.len(), 3, "{said:?}");
        assert_eq!(said[0], ("ann".to_owned(), copied));
        assert_eq!(said[2].1, format!("{MARKER}\ntwo"));
    });
}

#[test]
fn what_quotes_our_comment_is_somebodys_own_and_stays() {
    each(|world| {
        assert_eq!(keep(world, "job", Some("one")), Ok(Kept::Added));
        let quoted = format!("> {MARKER}\n> one\n\nMy answer, important.");
        assert_eq!(block_on(world.host("job").add_comment(1, &quoted)), Ok(()));
        assert_eq!(keep(world, "job", Some("two")), Ok(Kept::Changed));
        assert_eq!(keep(world, "job", None), Ok(Kept::Removed));
        let said: Vec<String> = world.said().into_iter().map(|it| it.1).collect();
        assert_eq!(said, [quoted]);
    });
}

#[test]
fn a_token_that_can_only_read_is_told_so() {
    each(|world| {
        let error = keep(world, "reading", Some("one")).unwrap_err();
        assert!(matches!(error, HostError::Forbidden(_)), "{error:?}");
        let error = keep(world, "nobody's", Some("one")).unwrap_err();
        assert!(error.to_string().contains("401"), "{error}");
        assert_eq!(world.said().len(), 0);
    });
}
