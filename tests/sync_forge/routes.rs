//! Issues of one set of reports in several repositories.

use fake_forge::github::GitHub;
use fake_forge::{Effect, Fault};

use crate::stage::Stage;
use crate::world::{HOME, ONCALL, SHOP, World, on_every_forge};

on_every_forge!(
    an_issue_is_opened_where_its_route_leads_and_stays_there,
    each_list_has_to_show_what_reports_name_there,
);

const REPORT: &str = "---\nservices: [Check-out]\n---\n# The cart was empty\n\nDate: 2026-11-01\n\n## Action items\n\n\
    - [ ] Keep the cart through a failover\n- [ ] Page somebody when carts are lost (owner: @ann, priority: P0)\n";

/// A report of another service, which no route takes, beside one whose actions go two ways.
fn stage<W: World>() -> (Stage<W>, String) {
    let stage = Stage::with(2);
    let config = stage.read("followthrough.yml");
    let routes = format!(
        "routes: [{{ priority: P0, repository: {ONCALL} }}, {{ service: checkout, repository: {SHOP} }}], pace: 0s"
    );
    stage.write("followthrough.yml", &config.replace("pace: 0s", &routes));
    stage.write("postmortems/cart.md", REPORT);
    (stage, config)
}

fn titles<W: World>(stage: &Stage<W>, repository: &str) -> Vec<String> {
    let kept = stage.server.forge(|forge| forge.kept(repository));
    let closed = |closed| if closed { " (closed)" } else { "" };
    kept.iter()
        .map(|it| format!("{}{}", it.title, closed(it.closed)))
        .collect()
}

fn an_issue_is_opened_where_its_route_leads_and_stays_there<W: World>() {
    let (stage, unrouted) = stage::<W>();
    stage.fine(&["sync"]);
    assert_eq!(titles(&stage, HOME).len(), 2);
    assert_eq!(titles(&stage, SHOP), ["Keep the cart through a failover"]);
    assert_eq!(
        titles(&stage, ONCALL),
        ["Page somebody when carts are lost"]
    );
    let report = stage.read("postmortems/cart.md");
    for reference in ["[acme/shop#1](", "/issues/1), open)", "[acme/oncall#1]("] {
        assert!(report.contains(reference), "{reference} in {report}");
    }

    // A list for each repository, and nothing to write.
    stage.fine(&["sync"]);
    let log = stage.server.take_log();
    let reads = 3 * (1 + W::ASIDE);
    assert_eq!((log.reads(), log.writes()), (reads, 0), "{:?}", log.lines());

    // What the report lost is found in every repository.
    stage.write("postmortems/cart.md", REPORT);
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
    assert_eq!(stage.read("postmortems/cart.md"), report);

    // Without routes, issues stay where they are and are known by what reports say.
    stage.write("followthrough.yml", &unrouted);
    let more = report.replace("- [ ] Keep", "- [x] Keep") + "- [ ] Count lost carts\n";
    stage.write("postmortems/cart.md", &more);
    stage.fine(&["sync"]);
    assert_eq!(
        titles(&stage, SHOP),
        ["Keep the cart through a failover (closed)"]
    );
    assert_eq!(titles(&stage, ONCALL).len(), 1);
    assert!(titles(&stage, HOME).contains(&"Count lost carts".to_owned()));
    let report = stage.read("postmortems/cart.md");
    assert!(report.contains("- [x] Keep the cart through a failover ([acme/shop#1]("));
    stage.fine(&["sync"]);
    assert_eq!(stage.server.take_log().writes(), 0);
    assert_eq!(stage.read("postmortems/cart.md"), report);
}

/// A list of one of the repositories comes back empty: it proves nothing, and nothing is opened.
fn each_list_has_to_show_what_reports_name_there<W: World>() {
    let (stage, _) = stage::<W>();
    stage.fine(&["sync"]);
    let report = stage.read("postmortems/cart.md") + "- [ ] Count lost carts\n";
    stage.write("postmortems/cart.md", &report);
    let fault = Fault::new(Effect::Empty).on("GET", "shop/issues?");
    stage.server.fault(fault.times(usize::MAX));
    let output = stage.run(&["sync"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(6), "{said}");
    assert!(said.contains("/issues/1 exists"), "{said}");
    stage.server.calm();
    stage.fine(&["sync"]);
    assert_eq!(titles(&stage, SHOP).len(), 2);
}

/// One repository that nobody may write to does not keep the others waiting.
#[test]
fn a_repository_out_of_reach_is_named_and_the_others_go_on() {
    let (stage, _) = stage::<GitHub>();
    stage
        .server
        .forge(|github| github.repository(ONCALL).archived = true);
    let output = stage.run(&["sync"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("acme/oncall is archived"), "{said}");
    assert_eq!(
        (titles(&stage, HOME).len(), titles(&stage, SHOP).len()),
        (2, 1)
    );

    // A list that cannot be had is an error for all: what it lacks would be opened anew.
    stage
        .server
        .forge(|github| github.repository(ONCALL).full_name = "acme/elsewhere".into());
    let _ = stage.server.take_log();
    let output = stage.run(&["sync"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("acme/oncall does not exist"), "{said}");
    assert_eq!(stage.server.take_log().writes(), 0);
}

#[test]
fn the_embedded_tracker_has_one_place_only() {
    let stage = Stage::<GitHub>::with(1);
    let config = "tracker: { routes: [{ service: checkout, repository: acme/shop }] }\n";
    stage.write("followthrough.yml", config);
    let output = stage.run(&["sync"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("tracker.routes: a tracker of the kind `local` does not have this"),
        "{said}"
    );
}
