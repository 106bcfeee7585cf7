//! The write-back through each stage of its life.

use followthrough::host::{HostError, Move, NewCommit, Order, look};

use crate::world::{BRANCH, World, block_on, each};

const OPEN: (&str, &str) = ("a.md", "# A\n- x (#1, open)\n");
const DONE: (&str, &str) = ("a.md", "# A\n- x (#1, done)\n");

#[test]
fn it_is_proposed_once_and_only_moves_with_its_edits() {
    each(|world| {
        let first = world.publish(&[OPEN]);
        assert_eq!((first.request, first.stuck), (Some(2), false), "{first:?}");
        assert_eq!(world.file(BRANCH, "a.md"), OPEN.1);
        assert_eq!(world.file(BRANCH, "b.md"), "# B\n- y\n");
        let text = format!("{} {}", world.message(BRANCH), world.text(2));
        assert!(!text.contains('@') && !text.contains("#1"), "{text}");
        let asked = (vec!["followthrough".to_owned()], vec!["ann".to_owned()]);
        assert_eq!(world.asked(2), asked, "on GitHub: {}", world.is_github());

        world.writes();
        let tip = world.tip(BRANCH);
        assert_eq!(world.publish(&[OPEN]).request, Some(2));
        assert_eq!((world.writes(), world.tip(BRANCH)), (0, tip.clone()));

        // The default branch goes on elsewhere: that is nothing to push for.
        world.commit(
            "main",
            &[
                ("b.md", "# B\n- y\n- z\n"),
                ("a.md", "# A, now longer\n\n- x\n"),
            ],
            "more",
        );
        let longer = ("a.md", "# A, now longer\n\n- x (#1, open)\n");
        world.publish(&[longer]);
        assert_ne!(world.tip(BRANCH), tip, "it contradicted the default branch");
        world.writes();
        world.commit("main", &[("b.md", "# B\n")], "less");
        let tip = world.tip(BRANCH);
        world.publish(&[longer]);
        assert_eq!((world.writes(), world.tip(BRANCH)), (0, tip));

        // The issue was closed meanwhile: one commit, on top of the default branch.
        let done = ("a.md", "# A, now longer\n\n- x (#1, done)\n");
        assert_eq!(world.publish(&[done]).request, Some(2));
        assert_eq!(world.file(BRANCH, "a.md"), done.1);
        let seen = block_on(look(world.host("job").as_ref(), &world.order())).unwrap();
        assert_eq!(seen.branch.unwrap().commits.len(), 1);
    });
}

#[test]
fn the_default_branch_is_told_to_who_can_see_the_repository() {
    each(|world| {
        let told = block_on(world.host("reading").default_branch());
        assert_eq!(told, Ok(Some("main".to_owned())));
    });
}

#[test]
fn merged_it_begins_anew_and_taken_back_it_rests() {
    each(|world| {
        world.publish(&[OPEN]);
        world.merge(2);
        assert_eq!(world.file("main", "a.md"), OPEN.1);
        assert!(world.publish(&[]).request.is_none());
        world.commit("main", &[("a.md", "# A\n- x\n")], "Revert");
        let rests = world.publish(&[OPEN]);
        assert!(
            rests.request.is_none() && rests.said.contains("taken back"),
            "{rests:?}"
        );
        assert_eq!(world.publish(&[DONE]).request, Some(3));
    });
}

#[test]
fn closed_it_rests_until_there_is_something_else_to_say_or_by_order() {
    each(|world| {
        world.publish(&[OPEN]);
        world.close(2);
        let rests = world.publish(&[OPEN]);
        assert!(
            rests.request.is_none() && rests.said.contains("closed without"),
            "{rests:?}"
        );
        let order = Order {
            again: true,
            ..world.order()
        };
        assert_eq!(
            world.try_publish("job", &order, &[OPEN]).unwrap().request,
            Some(3)
        );
        world.close(3);
        assert_eq!(world.publish(&[DONE]).request, Some(4));
    });
}

#[test]
fn closed_by_us_it_is_proposed_again() {
    each(|world| {
        world.publish(&[OPEN]);
        let closed = world.publish(&[]);
        assert!(closed.said.contains("is closed"), "{closed:?}");
        let again = world.publish(&[OPEN]);
        assert_eq!((again.request, again.stuck), (Some(3), false), "{again:?}");
        assert_eq!(world.file(BRANCH, "a.md"), OPEN.1);
        // A person's closing is still a word.
        world.close(3);
        assert_eq!(world.publish(&[OPEN]).request, None);
    });
}

#[test]
fn what_people_commit_to_it_stays() {
    each(|world| {
        world.publish(&[OPEN]);
        world.commit(BRANCH, &[("b.md", "# B, spelled right\n- y\n")], "A typo");
        let theirs = world.tip(BRANCH).unwrap();
        world.commit("main", &[("c.md", "# C\n")], "more");
        assert_eq!(world.publish(&[OPEN]).request, Some(2));
        assert_eq!(
            world.tip(BRANCH),
            Some(theirs.clone()),
            "nothing to say, nothing pushed"
        );

        let joined = world.publish(&[DONE]);
        assert_eq!(
            (joined.request, joined.stuck),
            (Some(2), false),
            "{joined:?}"
        );
        assert_eq!(world.file(BRANCH, "a.md"), DONE.1);
        assert_eq!(world.file(BRANCH, "b.md"), "# B, spelled right\n- y\n");
        let git = world.git();
        let on = |commit: &str| {
            let tip = git2::Oid::from_str(&world.tip(BRANCH).unwrap()).unwrap();
            git.graph_descendant_of(tip, git2::Oid::from_str(commit).unwrap())
                .unwrap()
        };
        assert!(on(&theirs));
        // GitLab merges nothing by its interface.
        if world.is_github() {
            assert_eq!(world.file(BRANCH, "c.md"), "# C\n");
            assert!(on(&world.tip("main").unwrap()));
        }
        world.writes();
        world.publish(&[DONE]);
        assert_eq!(world.writes(), 0);
    });
}

#[test]
fn a_branch_of_people_that_lacks_nothing_gets_our_edits_alone() {
    each(|world| {
        world.publish(&[OPEN]);
        world.commit(BRANCH, &[("b.md", "# B, spelled right\n- y\n")], "A typo");
        let joined = world.publish(&[DONE]);
        assert_eq!(
            (joined.request, joined.stuck),
            (Some(2), false),
            "{joined:?}"
        );
        assert_eq!(world.file(BRANCH, "a.md"), DONE.1);
        assert_eq!(world.file(BRANCH, "b.md"), "# B, spelled right\n- y\n");
    });
}

#[test]
fn where_people_and_we_change_the_same_file_a_person_decides() {
    each(|world| {
        world.publish(&[OPEN]);
        world.commit(
            BRANCH,
            &[("a.md", "# A, theirs\n- x (#1, open)\n")],
            "By hand",
        );
        let tip = world.tip(BRANCH);
        let stuck = world.publish(&[DONE]);
        assert!(stuck.stuck && stuck.said.contains("a.md"), "{stuck:?}");
        assert_eq!(world.tip(BRANCH), tip);
        // An amended commit keeps our message, and is a person's all the same.
        let message = world.message(BRANCH);
        world.reset(BRANCH, "main");
        world.commit(BRANCH, &[("a.md", "# A, amended\n")], &message);
        let tip = world.tip(BRANCH);
        world.publish(&[DONE]);
        assert_eq!(world.tip(BRANCH), tip);
    });
}

#[test]
fn a_push_in_between_is_never_overwritten() {
    each(|world| {
        world.publish(&[OPEN]);
        world.commit("main", &[("a.md", "# A\n- x\n- z\n")], "more");
        let host = world.host("job");
        let seen = block_on(look(host.as_ref(), &world.order())).unwrap();
        let before = seen.branch.unwrap().tip;
        world.commit(BRANCH, &[("b.md", "theirs\n")], "By hand");
        let theirs = world.tip(BRANCH);
        let main = world.order().at;
        let proposal = world.wanted(&[("a.md", "# A, ours\n")]);
        for how in [Move::Over(&before), Move::New, Move::Forward] {
            let new = NewCommit {
                branch: BRANCH,
                how,
                parent: if how == Move::Forward { &before } else { &main },
                files: &proposal.files,
                message: &|_| "ours".to_owned(),
            };
            let moved = block_on(host.commit(&new));
            assert!(
                matches!(moved, Err(HostError::Moved(_))),
                "{how:?} {moved:?}"
            );
        }
        if world.is_github() {
            assert_eq!(world.tip(BRANCH), theirs);
        }
        assert_eq!(world.file(BRANCH, "b.md"), "theirs\n");
    });
}

#[test]
fn what_is_in_the_way_is_said_with_the_way_out() {
    each(|world| {
        if world.is_github() {
            forbidden_to_workflows(world);
        } else {
            world.publish(&[OPEN]);
        }
        world.protect(BRANCH);
        let error = world
            .try_publish("job", &world.order(), &[DONE])
            .unwrap_err();
        assert!(error.to_string().contains("is protected"), "{error}");
        let error = world
            .try_publish("reading", &world.order(), &[DONE])
            .unwrap_err();
        assert!(matches!(error, HostError::Forbidden(_)), "{error}");
    });
}

fn forbidden_to_workflows(world: &World) {
    world.forbid_pulls(true);
    let stuck = world.publish(&[OPEN]);
    assert!(
        stuck.stuck && stuck.said.contains("Allow GitHub Actions to create"),
        "{stuck:?}"
    );
    assert!(
        stuck
            .said
            .contains("/acme/incidents/compare/main...followthrough/write-back?expand=1"),
        "{stuck:?}"
    );
    assert_eq!(world.file(BRANCH, "a.md"), OPEN.1);
    // The next run opens it, and pushes nothing.
    let tip = world.tip(BRANCH);
    world.forbid_pulls(false);
    assert_eq!(world.publish(&[OPEN]).request, Some(2));
    assert_eq!(world.tip(BRANCH), tip);
}
