//! The list of issues.

use serde_json::Value;

use super::page::Cut;
use super::params::Params;
use super::refuse::{self, Refusal};
use super::state::{GitLab, Issue};
use super::{Answer, Ask};

/// What keyset paging can go by; for anything else pages are numbered without a word.
const KEYSET: [&str; 6] = [
    "created_at",
    "updated_at",
    "title",
    "id",
    "due_date",
    "relative_position",
];

impl GitLab {
    /// A project without issues has an empty list: nothing tells it from one where there are none yet.
    pub(super) fn list_issues(&self, ask: &Ask<'_>, at: usize) -> Answer {
        let project = &self.projects[at];
        let filter = Filter::of(&ask.params)?;
        let name = ask.name();
        let mut found: Vec<(u64, &Issue)> = project
            .issues
            .iter()
            .filter(|(iid, it)| self.sees_issue(name, project, it) && filter.lets(**iid, it))
            .map(|(iid, it)| (*iid, it))
            .collect();
        found.sort_by_cached_key(|(_, it)| (filter.sort_key(it), it.id));
        if filter.descending {
            found.reverse();
        }
        let details = ask.params.flag("with_labels_details") == Some(true);
        let name = |(_, issue): &(u64, &Issue)| issue.id.to_string();
        let show = |(iid, issue): &(u64, &Issue)| {
            let mut shown = self.show_issue(project, *iid, issue);
            if details {
                let labels = issue.labels.iter().filter_map(|it| project.label(it));
                shown["labels"] = labels.map(super::show::show_label).collect::<Value>();
            }
            shown
        };
        let keyset = ask.params.text("pagination").as_deref() == Some("keyset");
        let cut = Cut {
            request: ask.request,
            address: format!("{}/issues", self.address(project)),
            most_offset: self.most_offset,
            by_keyset: keyset && self.keyset && KEYSET.contains(&filter.order.as_str()),
        };
        cut.page_of(&found, name, show)
    }
}

struct Filter {
    state: String,
    labels: Vec<String>,
    iids: Option<Vec<String>>,
    author: Option<String>,
    updated_after: Option<i64>,
    created_after: Option<i64>,
    confidential: Option<bool>,
    order: String,
    descending: bool,
}

impl Filter {
    fn of(params: &Params) -> Result<Self, Refusal> {
        let time = |name: &str| match params.text(name).map(|it| it.parse::<jiff::Timestamp>()) {
            None => Ok(None),
            Some(Ok(time)) => Ok(Some(time.as_second())),
            // A plus that was not encoded has become a blank.
            Some(Err(_)) => Err(refuse::error(400, &format!("{name} is invalid"))),
        };
        let state = params.one_of("state", &["opened", "closed", "all"])?;
        let orders = [
            &KEYSET[..],
            &[
                "priority",
                "label_priority",
                "milestone_due",
                "popularity",
                "weight",
            ],
        ]
        .concat();
        let sort = params.one_of("sort", &["asc", "desc"])?;
        Ok(Self {
            state: state.unwrap_or_else(|| "all".into()),
            labels: params.list("labels").unwrap_or_default(),
            iids: params.list("iids"),
            author: params.text("author_username"),
            updated_after: time("updated_after")?,
            created_after: time("created_after")?,
            confidential: params.flag("confidential"),
            order: params
                .one_of("order_by", &orders)?
                .unwrap_or_else(|| "created_at".into()),
            descending: sort.is_none_or(|it| it == "desc"),
        })
    }

    fn lets(&self, iid: u64, issue: &Issue) -> bool {
        let state = match self.state.as_str() {
            "opened" => !issue.closed,
            "closed" => issue.closed,
            _ => true,
        };
        let labels = self.labels.iter().all(|it| match it.as_str() {
            "None" => issue.labels.is_empty(),
            "Any" => !issue.labels.is_empty(),
            name => issue.labels.iter().any(|it| it == name),
        });
        state
            && labels
            && self
                .iids
                .as_ref()
                .is_none_or(|it| it.contains(&iid.to_string()))
            && self.author.as_ref().is_none_or(|it| *it == issue.author)
            && self.updated_after.is_none_or(|it| issue.updated > it)
            && self.created_after.is_none_or(|it| issue.created > it)
            && self.confidential.is_none_or(|it| it == issue.confidential)
    }

    fn sort_key(&self, issue: &Issue) -> (String, i64) {
        match self.order.as_str() {
            "updated_at" => (String::new(), issue.updated),
            "title" => (issue.title.clone(), 0),
            "due_date" => (issue.due_date.clone().unwrap_or_else(|| "~".into()), 0),
            "id" | "relative_position" => (String::new(), 0),
            _ => (String::new(), issue.created),
        }
    }
}
