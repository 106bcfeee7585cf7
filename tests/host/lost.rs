//! Answers that get lost, and what people write between our words.

use fake_forge::{Effect, Fault};

use crate::world::{BRANCH, World, each};

const OPEN: (&str, &str) = ("a.md", "# A\n- x (#1, open)\n");
const DONE: (&str, &str) = ("a.md", "# A\n- x (#1, done)\n");

fn requests(world: &World) -> &'static str {
    match world.is_github() {
        true => "/pulls",
        false => "/merge_requests",
    }
}

#[test]
fn a_closed_one_rests_whose_text_could_not_be_written() {
    each(|world| {
        world.publish(&[OPEN]);
        let refused = Fault::refusal(403, "Forbidden");
        let method = if world.is_github() { "PATCH" } else { "PUT" };
        let refused = refused.on(method, &format!("{}/2$", requests(world)));
        world.goes_wrong(Some(refused.times(usize::MAX)));
        assert!(world.try_publish("job", &world.order(), &[DONE]).is_err());
        world.goes_wrong(None);
        world.close(2);
        let rests = world.publish(&[DONE]);
        assert!(rests.said.contains("closed without"), "{rests:?}");
    });
}

#[test]
fn a_text_that_could_not_be_written_is_written_by_the_next_run() {
    each(|world| {
        world.publish(&[OPEN]);
        let before = world.body(2);
        let method = if world.is_github() { "PATCH" } else { "PUT" };
        let refused = Fault::refusal(403, "Forbidden");
        let refused = refused.on(method, &format!("{}/2$", requests(world)));
        world.goes_wrong(Some(refused.times(usize::MAX)));
        assert!(world.try_publish("job", &world.order(), &[DONE]).is_err());
        world.goes_wrong(None);
        assert_eq!(world.body(2), before);
        assert_eq!(world.publish(&[DONE]).request, Some(2));
        assert_ne!(world.body(2), before);
        let _ = world.writes();
        world.publish(&[DONE]);
        assert_eq!(world.writes(), 0);
    });
}

#[test]
fn what_people_write_around_our_words_stays() {
    each(|world| {
        world.publish(&[OPEN]);
        let ours = world.body(2);
        world.write(
            2,
            &format!("Please merge before Friday.\n\n{ours}\n\n- [x] seen by Ann\n"),
        );
        world.publish(&[DONE]);
        let text = world.body(2);
        assert!(
            text.starts_with("Please merge before Friday.\n\n"),
            "{text}"
        );
        assert!(text.trim_end().ends_with("- [x] seen by Ann"), "{text}");
        assert_eq!(text.matches("The issues moved on").count(), 1, "{text}");
        world.publish(&[]);
        let text = world.body(2);
        assert!(
            text.contains("before Friday") && text.contains("seen by Ann"),
            "{text}"
        );
    });
}

#[test]
fn a_commit_whose_answer_was_lost_is_ours() {
    each(|world| {
        world.publish(&[OPEN]);
        let lost = match world.is_github() {
            true => Fault::new(Effect::FailAfter { status: 502 })
                .on("POST", "/graphql")
                .after(1),
            false => {
                Fault::new(Effect::FailAfter { status: 502 }).on("POST", "/repository/commits")
            }
        };
        world.goes_wrong(Some(lost));
        let published = world.try_publish("job", &world.order(), &[DONE]).unwrap();
        assert_eq!(published.request, Some(2), "{published:?}");
        assert_eq!(world.file(BRANCH, "a.md"), DONE.1);
    });
}

#[test]
fn one_that_was_opened_and_not_answered_has_its_labels() {
    for effect in [Effect::CloseAfter, Effect::FailAfter { status: 502 }] {
        each(|world| {
            let path = format!("{}$", requests(world));
            world.goes_wrong(Some(Fault::new(effect.clone()).on("POST", &path)));
            let published = world.publish(&[OPEN]);
            assert_eq!(published.request, Some(2), "{published:?}");
            let (labels, reviewers) = world.asked(2);
            assert!(
                !labels.is_empty() && !reviewers.is_empty(),
                "{labels:?} {reviewers:?}"
            );
        });
    }
}
