//! Lists: what they hold, in which order, and how they go on by number and by keyset.

use fake_forge::Reply;
use fake_forge::gitlab::GitLab;
use serde_json::json;

use crate::world::*;

fn filled(count: u64) -> GitLab {
    let mut gitlab = gitlab();
    for iid in 1..=count {
        let label = if iid % 2 == 0 { "even" } else { "odd" };
        opened(
            &mut gitlab,
            json!({ "title": iid.to_string(), "labels": [label, "all"] }),
        );
    }
    gitlab
}

fn next(reply: &Reply) -> Option<String> {
    let links = reply.header("link")?.split(", ");
    let next = links.into_iter().find(|it| it.ends_with("rel=\"next\""))?;
    let url = next.split_once('<')?.1.split_once('>')?.0;
    Some(url.replace("https://gitlab.test/gitlab/api/v4", ""))
}

#[test]
fn all_states_and_the_newest_first_unless_asked() {
    let mut gitlab = filled(4);
    put(
        &mut gitlab,
        "rex",
        &format!("{ISSUES}/2"),
        json!({ "state_event": "close" }),
    );
    assert_eq!(iids(&get(&mut gitlab, "", ISSUES)), [4, 3, 2, 1]);
    assert_eq!(
        iids(&get(
            &mut gitlab,
            "",
            &format!("{ISSUES}?state=opened&sort=asc")
        )),
        [1, 3, 4]
    );
    assert_eq!(
        iids(&get(
            &mut gitlab,
            "",
            &format!("{ISSUES}?order_by=updated_at")
        )),
        [2, 4, 3, 1]
    );
    for wrong in ["state=open", "order_by=size", "sort=up"] {
        assert_eq!(
            get(&mut gitlab, "", &format!("{ISSUES}?{wrong}")).status,
            400,
            "{wrong}"
        );
    }
}

#[test]
fn labels_are_all_wanted_and_their_case_matters() {
    let mut gitlab = filled(4);
    for (query, found) in [
        ("labels=even,all", vec![4, 2]),
        ("labels=EVEN", vec![]),
        ("labels=even,odd", vec![]),
    ] {
        assert_eq!(
            iids(&get(&mut gitlab, "", &format!("{ISSUES}?{query}"))),
            found,
            "{query}"
        );
    }
    gitlab
        .project("acme/sre/incidents")
        .rename_label("even", "gerade");
    assert_eq!(
        iids(&get(&mut gitlab, "", &format!("{ISSUES}?labels=even"))),
        [0; 0]
    );
}

#[test]
fn known_ones_are_asked_for_in_a_batch() {
    let mut gitlab = filled(5);
    let target = format!("{ISSUES}?iids[]=2&iids[]=5&iids%5B%5D=9&sort=asc");
    assert_eq!(iids(&get(&mut gitlab, "", &target)), [2, 5]);
}

#[test]
fn a_page_has_twenty_and_at_most_a_hundred_and_says_how_many_there_are() {
    let mut gitlab = filled(101);
    let reply = get(&mut gitlab, "", ISSUES);
    assert_eq!(iids(&reply).len(), 20);
    let headers = [
        "x-total",
        "x-total-pages",
        "x-page",
        "x-next-page",
        "x-prev-page",
    ];
    let shown: Vec<_> = headers
        .iter()
        .map(|it| reply.header(it).unwrap_or("-"))
        .collect();
    assert_eq!(shown, ["101", "6", "1", "2", ""]);
    assert_eq!(
        iids(&get(&mut gitlab, "", &format!("{ISSUES}?per_page=500"))).len(),
        100
    );
    let last = get(&mut gitlab, "", &format!("{ISSUES}?page=6"));
    assert_eq!(
        (iids(&last), last.header("x-next-page"), next(&last)),
        (vec![1], Some(""), None)
    );
}

#[test]
fn far_pages_need_the_keyset() {
    let mut gitlab = filled(3);
    gitlab.most_offset = 1;
    let refused = get(&mut gitlab, "", &format!("{ISSUES}?per_page=1&page=3"));
    assert_eq!(refused.status, 405);
    assert!(
        refused.value()["error"]
            .as_str()
            .is_some_and(|it| it.contains("keyset pagination"))
    );
}

#[test]
fn by_keyset_the_last_page_may_be_empty_and_has_no_link() {
    let mut gitlab = filled(4);
    let mut seen = Vec::new();
    let mut target = Some(format!(
        "{ISSUES}?pagination=keyset&order_by=created_at&sort=asc&per_page=2"
    ));
    while let Some(page) = target {
        let reply = get(&mut gitlab, "", &page);
        assert_eq!(reply.header("x-total"), None);
        seen.push(iids(&reply));
        target = next(&reply);
    }
    assert_eq!(seen, [vec![1, 2], vec![3, 4], vec![]]);
}

#[test]
fn where_the_keyset_is_not_known_pages_have_numbers_without_a_word() {
    let mut gitlab = filled(3);
    let by_weight = format!("{ISSUES}?pagination=keyset&order_by=weight&per_page=2");
    assert!(get(&mut gitlab, "", &by_weight).header("x-page").is_some());
    gitlab.keyset = false;
    let by_time = format!("{ISSUES}?pagination=keyset&order_by=created_at&per_page=2");
    assert!(get(&mut gitlab, "", &by_time).header("x-page").is_some());
}

#[test]
fn a_plus_that_was_not_encoded_is_no_time() {
    let mut gitlab = filled(1);
    assert_eq!(
        get(
            &mut gitlab,
            "",
            &format!("{ISSUES}?updated_after=2026-01-01T00:00:00+02:00")
        )
        .status,
        400
    );
    let encoded = format!("{ISSUES}?updated_after=2026-01-01T00:00:00%2B02:00");
    assert_eq!(iids(&get(&mut gitlab, "", &encoded)), [1]);
}

#[test]
fn members_are_found_by_their_numbers() {
    let mut gitlab = gitlab();
    let rex = id_of(&gitlab, "rex");
    let target = format!("{PROJECT}/members/all?user_ids%5B%5D={rex}&user_ids%5B%5D=999999");
    let members = get(&mut gitlab, "rex", &target).value();
    assert_eq!(members.as_array().map(Vec::len), Some(1));
    assert_eq!(members[0]["id"], rex);
}
