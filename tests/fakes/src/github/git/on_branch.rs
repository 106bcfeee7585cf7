//! `createCommitOnBranch`: a signed commit of many files, if the branch is still where the caller thinks.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::super::access::Caller;
use super::super::state::GitHub;
use crate::git::Change;

/// Why there is no commit: GraphQL's kind of error, and what it says.
pub(crate) type Unfit = (&'static str, String);

impl GitHub {
    pub(in super::super) fn commit_on_branch(
        &mut self,
        caller: &Caller,
        input: &Value,
    ) -> Result<Value, Unfit> {
        let branch = &input["branch"];
        let full_name = branch["repositoryNameWithOwner"]
            .as_str()
            .unwrap_or_default();
        let name = branch["branchName"].as_str().unwrap_or_default();
        let name = name.strip_prefix("refs/heads/").unwrap_or(name);
        let not_found = |what: String| ("NOT_FOUND", format!("Could not resolve to {what}"));
        let at = self.position(full_name);
        let at =
            at.ok_or_else(|| not_found(format!("a Repository with the name '{full_name}'.")))?;
        let forbidden = |_| {
            (
                "FORBIDDEN",
                "Resource not accessible by integration".to_owned(),
            )
        };
        self.may_commit(caller, at).map_err(forbidden)?;
        let broken = |it: git2::Error| ("UNPROCESSABLE", it.message().to_owned());
        let store = self
            .store(at)
            .map_err(|_| not_found("a git repository".to_owned()))?;
        let head = store.branch(name);
        let head = head.ok_or_else(|| not_found(format!("a branch with the name '{name}'.")))?;
        let expected = input["expectedHeadOid"].as_str().unwrap_or_default();
        if head.to_string() != expected {
            return Err((
                "STALE_DATA",
                format!(
                    "Expected branch to point to \"{expected}\" but it did not. Pull and try again."
                ),
            ));
        }
        let reference = format!("refs/heads/{name}");
        self.may_change(at, &reference, 422)
            .map_err(|_| ("UNPROCESSABLE", super::RULES.to_owned()))?;
        let message = &input["message"];
        let headline = message["headline"].as_str().unwrap_or_default();
        if headline.is_empty() {
            return Err(("UNPROCESSABLE", "A commit message is required".to_owned()));
        }
        let message = match message["body"].as_str() {
            None | Some("") => headline.to_owned(),
            Some(body) => format!("{headline}\n\n{body}"),
        };
        let changes = changes(&input["fileChanges"])?;
        let commit = store.commit(head, &changes, &message, &self.who(caller));
        let commit = commit.map_err(broken)?;
        store.set(&reference, commit).map_err(broken)?;
        let sha = commit.to_string();
        Ok(json!({
            "clientMutationId": input["clientMutationId"],
            "commit": { "oid": sha, "url": format!("{}/{full_name}/commit/{sha}", self.origin) },
            "ref": { "name": name },
        }))
    }
}

fn changes(given: &Value) -> Result<Vec<Change>, Unfit> {
    let mut changes = Vec::new();
    for file in given["additions"].as_array().into_iter().flatten() {
        let path = file["path"].as_str().unwrap_or_default();
        let bytes = file["contents"]
            .as_str()
            .and_then(|it| BASE64_STANDARD.decode(it).ok());
        let bytes =
            bytes.ok_or_else(|| ("UNPROCESSABLE", format!("contents of {path} is not Base64")))?;
        changes.push((path.to_owned(), Some(bytes)));
    }
    let deletions = given["deletions"].as_array().into_iter().flatten();
    changes.extend(deletions.map(|it| (it["path"].as_str().unwrap_or_default().to_owned(), None)));
    Ok(changes)
}
