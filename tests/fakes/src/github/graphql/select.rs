//! Walks a query over the nodes it asks for.

use graphql_parser::query::{
    Field, FragmentDefinition, Selection, SelectionSet, TypeCondition, Value as Given,
};
use serde_json::{Map, Value, json};

use super::super::access::Caller;
use super::super::state::{GitHub, Role};
use super::nodes::{Node, ROWS, rows};

/// The query itself is wrong: there is no data at all.
#[derive(Debug)]
pub(super) struct Wrong(pub(super) String);

type Set = SelectionSet<'static, String>;

pub(super) struct Run<'a> {
    github: &'a mut GitHub,
    caller: &'a Caller,
    variables: &'a Value,
    fragments: &'a [FragmentDefinition<'static, String>],
    /// What could not be resolved; its place in the data is null.
    pub(super) errors: Vec<Value>,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        github: &'a mut GitHub,
        caller: &'a Caller,
        variables: &'a Value,
        fragments: &'a [FragmentDefinition<'static, String>],
    ) -> Self {
        Self {
            github,
            caller,
            variables,
            fragments,
            errors: Vec::new(),
        }
    }

    pub(super) fn select(
        &mut self,
        node: &Node,
        set: &Set,
        path: &mut Vec<Value>,
    ) -> Result<Value, Wrong> {
        let mut found = Map::new();
        self.gather(node, set, path, &mut found)?;
        Ok(Value::Object(found))
    }

    fn gather(
        &mut self,
        node: &Node,
        set: &Set,
        path: &mut Vec<Value>,
        found: &mut Map<String, Value>,
    ) -> Result<(), Wrong> {
        for selection in &set.items {
            match selection {
                Selection::Field(field) => {
                    let name = field.alias.as_ref().unwrap_or(&field.name).clone();
                    path.push(name.clone().into());
                    let value = self.field(node, field, path)?;
                    path.pop();
                    found.insert(name, value);
                }
                Selection::InlineFragment(it) => {
                    if it.type_condition.as_ref().is_none_or(|on| fits(node, on)) {
                        self.gather(node, &it.selection_set, path, found)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.fragment_name;
                    let fragment = self.fragments.iter().find(|it| it.name == *name);
                    let fragment = fragment.ok_or_else(|| {
                        Wrong(format!("Fragment {name} was used, but not defined"))
                    })?;
                    if fits(node, &fragment.type_condition) {
                        self.gather(node, &fragment.selection_set, path, found)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        node: &Node,
        field: &Field<'static, String>,
        path: &mut Vec<Value>,
    ) -> Result<Value, Wrong> {
        let child = match node {
            Node::Query => self.of_query(field, path)?,
            Node::Mutation => self.of_mutation(field, path)?,
            Node::Repository(at) => self.of_repository(*at, field, path)?,
            Node::Plain { kind, value } => match value.get(&field.name) {
                Some(reason) if field.name == "stateReason" => {
                    let all = self.argument(field, "enableDuplicate") == true;
                    let plain_reason = if !all && reason == "DUPLICATE" {
                        json!("NOT_PLANNED")
                    } else {
                        reason.clone()
                    };
                    Some(plain(kind, "", plain_reason))
                }
                Some(value) => Some(plain(kind, &field.name, value.clone())),
                None if field.name == "__typename" => Some(plain(kind, "", json!(kind))),
                None => return Err(unknown(node, &field.name)),
            },
        };
        match child {
            None => Ok(Value::Null),
            Some(Node::Plain { kind, value }) => self.plain(kind, value, field, path),
            Some(node) => self.select(&node, &field.selection_set, path),
        }
    }

    fn plain(
        &mut self,
        kind: &'static str,
        value: Value,
        field: &Field<'static, String>,
        path: &mut Vec<Value>,
    ) -> Result<Value, Wrong> {
        let set = &field.selection_set;
        let leaf = set.items.is_empty();
        match value {
            Value::Object(fields) => {
                if leaf {
                    return Err(Wrong(format!(
                        "Field must have selections (field '{}' returns {kind} but has no selections. Did you mean '{} {{ ... }}'?)",
                        field.name, field.name
                    )));
                }
                let value = match fields.contains_key(ROWS) {
                    true => self.connection(&fields, field)?,
                    false => Value::Object(fields),
                };
                self.select(&Node::Plain { kind, value }, set, path)
            }
            Value::Array(items) if !leaf => {
                let items = items.into_iter();
                items.map(|it| self.plain(kind, it, field, path)).collect()
            }
            scalar if leaf || scalar.is_null() => Ok(scalar),
            _ => Err(Wrong(format!(
                "Selections can't be made on scalars (field '{}')",
                field.name
            ))),
        }
    }

    /// A list is cut to what `first` and `after` say, one of which has to be there.
    fn connection(
        &self,
        fields: &Map<String, Value>,
        field: &Field<'static, String>,
    ) -> Result<Value, Wrong> {
        let all = fields[ROWS].as_array().cloned().unwrap_or_default();
        let first = self.argument(field, "first").as_u64();
        let first = first.or_else(|| self.argument(field, "last").as_u64());
        let counts_only = field
            .selection_set
            .items
            .iter()
            .all(|it| matches!(it, Selection::Field(it) if it.name == "totalCount"));
        let first = match first {
            Some(first @ 1..=100) => usize::try_from(first).unwrap_or(100),
            Some(_) => {
                return Err(Wrong(format!(
                    "Requesting more than 100 records on the `{}` connection exceeds the `first` limit of 100 records.",
                    field.name
                )));
            }
            None if counts_only => 0,
            None => {
                return Err(Wrong(format!(
                    "You must provide a `first` or `last` value to properly paginate the `{}` connection.",
                    field.name
                )));
            }
        };
        let after = self.argument(field, "after");
        let from: usize = after
            .as_str()
            .and_then(|it| it.strip_prefix("cursor:")?.parse().ok())
            .unwrap_or(0);
        let to = (from + first).min(all.len());
        let nodes: Vec<Value> = all.get(from..to).unwrap_or_default().to_vec();
        let edges: Vec<Value> = nodes.iter().map(|it| json!({ "node": it })).collect();
        Ok(json!({
            "totalCount": all.len(), "nodes": nodes, "edges": edges,
            "pageInfo": { "hasNextPage": to < all.len(), "endCursor": format!("cursor:{to}") },
        }))
    }

    fn of_query(
        &mut self,
        field: &Field<'static, String>,
        path: &[Value],
    ) -> Result<Option<Node>, Wrong> {
        Ok(match field.name.as_str() {
            "viewer" => {
                let login = self.caller.login().unwrap_or_default();
                Some(plain("User", "", self.github.actor(login)))
            }
            "rateLimit" => Some(plain(
                "RateLimit",
                "",
                json!({ "limit": 5000, "cost": 1, "remaining": 4999, "used": 1 }),
            )),
            "repository" => {
                let argument = |name| {
                    self.argument(field, name)
                        .as_str()
                        .unwrap_or_default()
                        .to_owned()
                };
                let full_name = format!("{}/{}", argument("owner"), argument("name"));
                let all = &self.github.repositories;
                let at = self.github.position(&full_name);
                let at = at.or_else(|| all.iter().position(|it| it.once.contains(&full_name)));
                let at = at.filter(|at| self.github.role(self.caller, &all[*at]) >= Role::Read);
                if at.is_none() {
                    self.missing(
                        path,
                        &format!("Could not resolve to a Repository with the name '{full_name}'."),
                    );
                }
                at.map(Node::Repository)
            }
            "node" => self.by_node_id(&self.argument(field, "id"), path),
            name => return Err(unknown(&Node::Query, name)),
        })
    }

    fn of_mutation(
        &mut self,
        field: &Field<'static, String>,
        path: &[Value],
    ) -> Result<Option<Node>, Wrong> {
        if field.name != "createCommitOnBranch" {
            return Err(unknown(&Node::Mutation, &field.name));
        }
        let input = self.argument(field, "input");
        Ok(match self.github.commit_on_branch(self.caller, &input) {
            Ok(value) => Some(plain("CreateCommitOnBranchPayload", "", value)),
            Err((kind, message)) => {
                self.refused(kind, path, &message);
                None
            }
        })
    }

    fn by_node_id(&mut self, id: &Value, path: &[Value]) -> Option<Node> {
        let wanted = id
            .as_str()
            .and_then(|it| it.strip_prefix("I_")?.parse::<u64>().ok());
        let mut places =
            self.github
                .repositories
                .iter()
                .enumerate()
                .flat_map(|(at, repository)| {
                    repository
                        .issues
                        .iter()
                        .map(move |(number, it)| (at, *number, it.id))
                });
        let place = places
            .find(|(_, _, it)| Some(*it) == wanted)
            .map(|(at, number, _)| (at, number));
        let seen = place.filter(|(at, _)| {
            self.github
                .role(self.caller, &self.github.repositories[*at])
                >= Role::Read
        });
        match seen {
            Some(place) => Some(self.github.issue_node(place)),
            None => {
                self.missing(
                    path,
                    &format!("Could not resolve to a node with the global id of {id}"),
                );
                None
            }
        }
    }

    fn of_repository(
        &mut self,
        at: usize,
        field: &Field<'static, String>,
        path: &[Value],
    ) -> Result<Option<Node>, Wrong> {
        let name = field.name.as_str();
        if ["issue", "issueOrPullRequest"].contains(&name) {
            let number = self.argument(field, "number").as_u64().unwrap_or_default();
            let found = self.github.repositories[at].issues.get(&number);
            let found = found.is_some_and(|it| it.pull.is_none() || name != "issue");
            let what = if name == "issue" {
                "an Issue"
            } else {
                "an issue or pull request"
            };
            if !found {
                self.missing(
                    path,
                    &format!("Could not resolve to {what} with the number of {number}."),
                );
            }
            return Ok(found.then(|| self.github.issue_node((at, number))));
        }
        if name == "ref" {
            let wanted = self.argument(field, "qualifiedName");
            let wanted = wanted.as_str().unwrap_or_default();
            let branch = wanted.strip_prefix("refs/heads/").unwrap_or(wanted);
            return Ok(Some(plain("Ref", "", self.github.ref_node(at, branch))));
        }
        if name == "issues" {
            return Ok(Some(plain(
                "IssueConnection",
                "issues",
                self.issues(at, field),
            )));
        }
        let value = self.github.repository_field(self.caller, at, name);
        let value = value.ok_or_else(|| unknown(&Node::Repository(at), name))?;
        Ok(Some(plain("Repository", name, value)))
    }

    /// Issues only, no pull requests; by label (any of them) and state.
    fn issues(&self, at: usize, field: &Field<'static, String>) -> Value {
        let repository = &self.github.repositories[at];
        let filter = self.argument(field, "filterBy");
        let of = |name: &str| {
            let own = self.argument(field, name);
            if own.is_null() {
                filter[name].clone()
            } else {
                own
            }
        };
        let (labels, states) = (of("labels"), of("states"));
        let any = |list: &Value, has: &dyn Fn(&str) -> bool| match list.as_array() {
            None => true,
            Some(list) => list.iter().filter_map(Value::as_str).any(has),
        };
        let found = repository.issues.iter().filter(|(_, it)| {
            it.pull.is_none()
                && any(&labels, &|wanted| {
                    it.labels.iter().any(|it| it.eq_ignore_ascii_case(wanted))
                })
                && any(&states, &|wanted| (wanted == "CLOSED") == it.closed)
        });
        rows(
            "Issue",
            found
                .map(|(number, it)| self.github.issue_fields(repository, *number, it))
                .collect(),
        )
    }

    fn missing(&mut self, path: &[Value], message: &str) {
        self.refused("NOT_FOUND", path, message);
    }

    fn refused(&mut self, kind: &str, path: &[Value], message: &str) {
        let error = json!({ "type": kind, "path": path, "locations": [], "message": message });
        self.errors.push(error);
    }

    fn argument(&self, field: &Field<'static, String>, name: &str) -> Value {
        let mut all = field.arguments.iter();
        let given = all.find(|(it, _)| it == name);
        given.map_or(Value::Null, |(_, value)| self.value(value))
    }

    fn value(&self, given: &Given<'static, String>) -> Value {
        match given {
            Given::Variable(name) => self.variables[name].clone(),
            Given::Int(number) => json!(number.as_i64()),
            Given::Float(number) => json!(number),
            Given::String(text) | Given::Enum(text) => json!(text),
            Given::Boolean(it) => json!(it),
            Given::Null => Value::Null,
            Given::List(items) => items.iter().map(|it| self.value(it)).collect(),
            Given::Object(fields) => fields
                .iter()
                .map(|(name, it)| (name.clone(), self.value(it)))
                .collect(),
        }
    }
}

/// What a field of a known value is called, as far as fragments ask for it.
fn plain(parent: &'static str, field: &str, value: Value) -> Node {
    let kind = match (field, value["__typename"].as_str()) {
        (_, Some("Bot")) => "Bot",
        (_, Some("Organization")) => "Organization",
        (_, Some("User")) => "User",
        ("repository", _) => "Repository",
        ("labels", _) => "Label",
        ("milestone", _) => "Milestone",
        ("pageInfo", _) => "PageInfo",
        _ => parent,
    };
    Node::Plain { kind, value }
}

fn fits(node: &Node, on: &TypeCondition<'static, String>) -> bool {
    let TypeCondition::On(name) = on;
    let kind = node.kind();
    name == kind || ["Node", "Actor", "RepositoryOwner"].contains(&name.as_str())
}

fn unknown(node: &Node, field: &str) -> Wrong {
    Wrong(format!(
        "Field '{field}' doesn't exist on type '{}'",
        node.kind()
    ))
}
