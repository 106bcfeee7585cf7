//! Lists: what they hold, in which order, and how they go on.

use serde_json::json;

use crate::world::*;

fn filled(count: u64) -> fake_forge::github::GitHub {
    let mut github = github();
    for number in 1..=count {
        let label = if number % 2 == 0 { "even" } else { "odd" };
        opened(
            &mut github,
            json!({ "title": number.to_string(), "labels": [label, "all"] }),
        );
    }
    github
}

/// The path and query of the link to the next page.
fn next(reply: &fake_forge::Reply) -> Option<String> {
    let links = reply.header("link")?.split(", ");
    let next = links.into_iter().find(|it| it.ends_with("rel=\"next\""))?;
    let url = next.split_once('<')?.1.split_once('>')?.0;
    Some(url.replace("https://github.test", ""))
}

#[test]
fn pull_requests_are_in_the_list_and_carry_a_key_that_says_so() {
    let mut github = filled(1);
    github.file(
        "acme/incidents",
        json!({ "title": "pr", "author": "wim", "pull": { "head": "h", "base": "main" } }),
    );
    let list = get(&mut github, "", ISSUES).value();
    let keys = |at: usize| list[at].get("pull_request").is_some();
    assert!(keys(0) && !keys(1));
}

#[test]
fn only_open_ones_and_the_newest_first_unless_asked() {
    let mut github = filled(4);
    patch(
        &mut github,
        "wim",
        &format!("{ISSUES}/2"),
        json!({ "state": "closed" }),
    );
    assert_eq!(numbers(&get(&mut github, "", ISSUES)), [4, 3, 1]);
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?state=closed"))),
        [2]
    );
    let all = format!("{ISSUES}?state=all&sort=created&direction=asc");
    assert_eq!(numbers(&get(&mut github, "", &all)), [1, 2, 3, 4]);
    let updated = format!("{ISSUES}?state=all&sort=updated");
    assert_eq!(numbers(&get(&mut github, "", &updated))[0], 2);
    assert_eq!(
        get(&mut github, "", &format!("{ISSUES}?state=shut")).status,
        422
    );
}

#[test]
fn labels_are_all_wanted_whatever_their_case() {
    let mut github = filled(4);
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?labels=EVEN,all"))),
        [4, 2]
    );
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?labels=even,odd"))),
        [0; 0]
    );
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?labels=none"))),
        [0; 0]
    );
    github
        .repository("acme/incidents")
        .rename_label("even", "gerade");
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?labels=even"))),
        [0; 0]
    );
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?labels=gerade"))),
        [4, 2]
    );
}

#[test]
fn since_is_about_the_last_change() {
    let mut github = filled(3);
    patch(
        &mut github,
        "wim",
        &format!("{ISSUES}/1"),
        json!({ "body": "b" }),
    );
    let at = get(&mut github, "", &format!("{ISSUES}/1")).value();
    let since = format!(
        "{ISSUES}?since={}",
        at["updated_at"].as_str().unwrap_or_default()
    );
    assert_eq!(numbers(&get(&mut github, "", &since)), [1]);
}

#[test]
fn the_next_page_is_reached_by_its_link_which_goes_by_the_repository_s_id() {
    let mut github = filled(7);
    let mut seen = Vec::new();
    let mut target = Some(format!("{ISSUES}?per_page=3&direction=asc"));
    while let Some(page) = target {
        let reply = get(&mut github, "", &page);
        seen.push(numbers(&reply));
        target = next(&reply);
        assert!(
            target
                .iter()
                .all(|it| it.starts_with("/repositories/") && it.contains("after="))
        );
    }
    assert_eq!(seen, [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
}

#[test]
fn a_page_holds_a_hundred_at_most_and_thirty_if_not_asked() {
    let mut github = filled(101);
    assert_eq!(
        numbers(&get(&mut github, "", &format!("{ISSUES}?per_page=500"))).len(),
        100
    );
    assert_eq!(numbers(&get(&mut github, "", ISSUES)).len(), 30);
}

#[test]
fn far_pages_are_reached_by_the_link_and_not_by_their_number() {
    let mut github = filled(5);
    github.last_page = 2;
    let refused = get(&mut github, "", &format!("{ISSUES}?per_page=1&page=3"));
    assert_eq!(refused.status, 422);
    assert!(message(&refused).contains("use cursor based pagination"));
    let second = get(&mut github, "", &format!("{ISSUES}?per_page=1&page=2"));
    let third = next(&second).map(|it| get(&mut github, "", &it));
    assert_eq!(third.as_ref().map(numbers), Some(vec![3]));
}

#[test]
fn comments_come_oldest_first_and_their_link_has_no_cursor() {
    let mut github = filled(1);
    let comments = format!("{ISSUES}/1/comments");
    for n in 0..3 {
        assert_eq!(
            post(
                &mut github,
                "wim",
                &comments,
                json!({ "body": format!("{n}") })
            )
            .status,
            201
        );
    }
    let first = get(&mut github, "", &format!("{comments}?per_page=2"));
    assert_eq!(
        (&first.value()[0]["body"], &first.value()[1]["body"]),
        (&json!("0"), &json!("1"))
    );
    let second = next(&first).map(|it| get(&mut github, "", &it).value());
    assert_eq!(second.map(|it| it[0]["body"].clone()), Some(json!("2")));
}
