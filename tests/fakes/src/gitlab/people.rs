//! Accounts, members, tokens.

use serde_json::{Value, json};

use super::page::{Cut, Row};
use super::refuse;
use super::state::GitLab;
use super::{Answer, Ask};
use crate::http::Reply;

impl GitLab {
    pub(super) fn version(&self, ask: &Ask<'_>) -> Answer {
        ask.caller.known()?;
        Ok(Reply::json(
            200,
            &json!({ "version": "19.5.0", "revision": "0000000" }),
        ))
    }

    pub(super) fn myself(&self, ask: &Ask<'_>) -> Answer {
        let name = ask.caller.known()?;
        let mut shown = self.show_user(name);
        // What it commits as is shown to itself alone.
        let email = format!("{name}@users.noreply.test");
        shown["email"] = email.clone().into();
        shown["commit_email"] = email.into();
        Ok(Reply::json(200, &shown))
    }

    /// By `username` exactly, or by a part of it.
    pub(super) fn people(&self, ask: &Ask<'_>) -> Answer {
        ask.caller.known()?;
        let username = ask.params.text("username").map(|it| it.to_lowercase());
        let search = ask.params.text("search").map(|it| it.to_lowercase());
        let found = self.users.iter().filter(|it| {
            let name = it.username.to_lowercase();
            username.as_ref().is_none_or(|it| name == *it)
                && search.as_ref().is_none_or(|it| name.contains(it))
        });
        let rows: Vec<Row> = found
            .map(|it| (it.id.to_string(), self.show_user(&it.username)))
            .collect();
        self.cut(ask, format!("{}/users", self.api()), &rows)
    }

    pub(super) fn own_token(&self, ask: &Ask<'_>) -> Answer {
        let username = ask.caller.known()?;
        let token = super::access::secret(ask.request).and_then(|(it, _)| self.tokens.get(it));
        let token = token.ok_or_else(refuse::unauthorized)?;
        let scopes: Vec<&String> = token.scopes.iter().collect();
        Ok(Reply::json(
            200,
            &json!({
                "id": 1, "name": format!("token of {username}"), "revoked": false, "active": true, "scopes": scopes,
                "expires_at": token.expires_at,
            }),
        ))
    }

    /// `/members`, `/members/all`, `/members/all/ID`, `/users`
    pub(super) fn members(&self, ask: &Ask<'_>, at: usize, path: &[&str]) -> Answer {
        let project = &self.projects[at];
        let shown = |name: &String, standing: u64| {
            let mut shown: Value = self.show_user(name);
            shown["access_level"] = json!(standing);
            (shown["id"].to_string(), shown)
        };
        let all: Vec<Row> = project
            .members
            .iter()
            .map(|(name, it)| shown(name, *it))
            .collect();
        match path {
            [] | ["all"] => {
                let wanted = ask.params.text("query").or(ask.params.text("search"));
                let ids = ask.params.list("user_ids");
                let fits = |row: &&Row| {
                    let name = row.1["username"].as_str().unwrap_or_default();
                    wanted.as_ref().is_none_or(|it| name.contains(it.as_str()))
                        && ids.as_ref().is_none_or(|ids| ids.contains(&row.0))
                };
                let found: Vec<Row> = all.iter().filter(fits).cloned().collect();
                self.cut(
                    ask,
                    format!("{}/members/all", self.address(project)),
                    &found,
                )
            }
            ["all", id] | [id] => {
                let found = all.iter().find(|(it, _)| it == id);
                let (_, shown) = found.ok_or_else(|| refuse::not_found(""))?;
                Ok(Reply::json(200, shown))
            }
            _ => Err(refuse::not_found("")),
        }
    }

    /// A page of a list that knows no keyset.
    pub(super) fn cut(&self, ask: &Ask<'_>, address: String, rows: &[Row]) -> Answer {
        let cut = Cut {
            request: ask.request,
            address,
            most_offset: self.most_offset,
            by_keyset: false,
        };
        cut.page(rows)
    }
}
