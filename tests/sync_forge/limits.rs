//! After a server asked for more time than we wait, nothing more is sent.

use fake_forge::{Effect, Fault};

use crate::stage::Stage;
use crate::world::{World, on_every_forge};

on_every_forge!(after_a_limit_no_other_change_is_tried);

fn after_a_limit_no_other_change_is_tried<W: World>() {
    let change = match W::KIND {
        "github" => "PATCH",
        _ => "PUT",
    };
    for method in ["GET", change] {
        let stage = Stage::<W>::with(12);
        stage.fine(&["sync"]);
        let report = "postmortems/000.md";
        let ticked = stage.read(report).replace("- [ ]", "- [x]");
        stage.write(report, &ticked);
        let limit = Fault::new(Effect::Refuse {
            status: 429,
            headers: vec![("retry-after".into(), "900".into())],
            body: "{\"message\": \"Retry later\"}".into(),
        });
        // The list is let through.
        let limit = limit.on(method, "/issues/").times(usize::MAX);
        stage.server.fault(limit);
        let _ = stage.server.take_log();
        let done = stage.run(&["sync", "--allow-bulk"]);
        let said = [&done.stdout[..], &done.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(done.status.code(), Some(6), "{method}: {said}");
        let log = stage.server.take_log();
        let tried = log.lines();
        let tried = tried
            .iter()
            .filter(|it| it.starts_with(method) && it.contains("/issues/"));
        assert_eq!(tried.count(), 1, "{method}: {:?}", log.lines());
        stage.server.calm();
        stage.fine(&["sync", "--allow-bulk"]);
    }
}
