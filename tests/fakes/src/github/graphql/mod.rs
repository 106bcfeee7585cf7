//! GraphQL, as far as it reads repositories and issues: any query over what is known here is answered by its shape,
//! and what is not known is refused as GitHub refuses a field that does not exist.

mod nodes;
mod select;

use graphql_parser::query::{self, Definition, OperationDefinition};
use serde_json::{Value, json};

use super::Answer;
use super::access::Caller;
use super::refuse;
use super::state::GitHub;
use crate::http::{Reply, Request};

use nodes::Node;
use select::{Run, Wrong};

impl GitHub {
    pub(super) fn graphql(&mut self, caller: &Caller, request: &Request) -> Answer {
        if caller.login().is_none() {
            let message = "This endpoint requires you to be authenticated.";
            return Err(refuse::with_message(401, message));
        }
        let body = request.json();
        let text = body["query"].as_str();
        let text = text.ok_or_else(|| {
            refuse::with_message(
                400,
                "A query attribute must be specified and must be a string.",
            )
        })?;
        let outcome = self.execute(caller, text, &body["variables"]);
        Ok(Reply::json(
            200,
            &outcome.unwrap_or_else(
                |Wrong(message)| json!({ "errors": [{ "message": message, "locations": [] }] }),
            ),
        ))
    }

    fn execute(&mut self, caller: &Caller, text: &str, variables: &Value) -> Result<Value, Wrong> {
        let document = query::parse_query::<String>(text).map_err(|it| Wrong(it.to_string()))?;
        let document = document.into_static();
        let mut operation = None;
        let mut fragments = Vec::new();
        for definition in document.definitions {
            match definition {
                Definition::Fragment(it) => fragments.push(it),
                Definition::Operation(it) => operation = Some(it),
            }
        }
        let (root, set) = match operation {
            Some(OperationDefinition::SelectionSet(set)) => (Node::Query, set),
            Some(OperationDefinition::Query(query)) => (Node::Query, query.selection_set),
            Some(OperationDefinition::Mutation(it)) => (Node::Mutation, it.selection_set),
            _ => return Err(Wrong("No such operation.".into())),
        };
        let mut run = Run::new(self, caller, variables, &fragments);
        let data = run.select(&root, &set, &mut Vec::new())?;
        let errors = run.errors;
        Ok(match errors.is_empty() {
            true => json!({ "data": data }),
            false => json!({ "data": data, "errors": errors }),
        })
    }
}
