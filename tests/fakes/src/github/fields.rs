//! Fields that an organization gives its issues. Enterprise Server does not list them; whoever has none drops
//! the values that are sent without a word.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::refuse::{self, Refusal};
use super::state::{Field, Flavour, GitHub, Issue, Repository};
use super::{Answer, Place};
use crate::http::Reply;

/// Values in one request.
const MOST: usize = 25;

/// Reads `issue_field_values`: numbers of fields and what they should hold.
pub(super) fn values(body: &Value) -> Result<Option<Vec<(u64, String)>>, Refusal> {
    let Some(list) = body.get("issue_field_values") else {
        return Ok(None);
    };
    let wrong =
        |why: &str| refuse::malformed(&format!("For 'properties/issue_field_values', {why}."));
    let list = list.as_array().ok_or_else(|| wrong("it is not an array"))?;
    if list.len() > MOST {
        return Err(wrong("it has more than 25 items"));
    }
    let each = list.iter().map(|it| {
        let id = it["field_id"].as_u64();
        let id = id.ok_or_else(|| wrong("\"field_id\" wasn't supplied"))?;
        let text = it["value"].as_str().map(str::to_owned);
        let value = text.or_else(|| it["value"].as_f64().map(|it| it.to_string()));
        Ok((id, value.ok_or_else(|| wrong("\"value\" wasn't supplied"))?))
    });
    each.collect::<Result<_, _>>().map(Some)
}

impl GitHub {
    pub(super) fn list_fields(&self, org: &str) -> Answer {
        if self.flavour == Flavour::Enterprise {
            return Err(refuse::not_found());
        }
        let fields = self.fields.get(org).ok_or_else(refuse::not_found)?;
        let shown = fields.iter().map(|it| {
            json!({ "id": it.id, "node_id": format!("IF_{}", it.id), "name": it.name, "data_type": it.data_type })
        });
        Ok(Reply::json(200, &Value::from_iter(shown)))
    }

    pub(super) fn fields_of(&self, repository: &Repository) -> &[Field] {
        let owner = repository.full_name.split('/').next().unwrap_or_default();
        self.fields.get(owner).map_or(&[], Vec::as_slice)
    }

    /// What is wrong with the values for the issues of a repository whose owner has fields.
    pub(super) fn wrong_value(
        &self,
        repository: &Repository,
        value: &(u64, String),
    ) -> Option<Value> {
        let fields = self.fields_of(repository);
        let field = fields.iter().find(|it| it.id == value.0);
        let fits = match field.map(|it| it.data_type.as_str()) {
            None => fields.is_empty(),
            Some("date") => value.1.parse::<Date>().is_ok(),
            Some(_) => true,
        };
        let wrong = json!({ "resource": "Issue", "code": "invalid", "field": "issue_field_values", "value": value.0 });
        (!fits).then_some(wrong)
    }

    pub(super) fn put_values(&mut self, place: Place, values: &[(u64, String)]) {
        if self.fields_of(&self.repositories[place.0]).is_empty() {
            return;
        }
        let issue = self.issue(place);
        issue.values.extend(values.iter().cloned());
    }

    pub(super) fn show_values(&self, repository: &Repository, issue: &Issue) -> Value {
        let fields = self.fields_of(repository);
        let shown = issue.values.iter().filter_map(|(id, value)| {
            let field = fields.iter().find(|it| it.id == *id)?;
            Some(json!({
                "issue_field_id": id, "issue_field_name": field.name, "node_id": format!("IFV_{id}"),
                "data_type": field.data_type, "value": value,
            }))
        });
        Value::from_iter(shown)
    }
}
