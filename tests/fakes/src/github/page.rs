//! Pages and the `Link` between them.

use serde_json::Value;

use crate::http::{Reply, Request, encoded};

const MOST: usize = 100;
const USUAL: usize = 30;

/// Which part of a list is asked for.
#[derive(Debug, Clone)]
pub(super) struct Paging {
    pub(super) per_page: usize,
    pub(super) page: usize,
    /// The last row of the page before.
    pub(super) after: Option<String>,
}

impl Paging {
    /// What is out of range is brought into it without a word.
    pub(super) fn of(request: &Request) -> Self {
        let number = |name| request.param(name).and_then(|it| it.parse::<usize>().ok());
        Self {
            per_page: number("per_page")
                .filter(|it| *it > 0)
                .unwrap_or(USUAL)
                .min(MOST),
            page: number("page").unwrap_or(1).max(1),
            after: request.param("after").map(str::to_owned),
        }
    }
}

/// A row and the name by which `after` can find its place.
pub(super) type Row = (String, Value);

/// One page of `rows`; the next one lies below `address`, which names the repository by its id.
pub(super) fn cut(request: &Request, address: &str, rows: &[Row], by_cursor: bool) -> Reply {
    let paging = Paging::of(request);
    let from = match &paging.after {
        Some(after) => rows
            .iter()
            .position(|(it, _)| it == after)
            .map_or(0, |it| it + 1),
        None => (paging.page - 1)
            .saturating_mul(paging.per_page)
            .min(rows.len()),
    };
    let to = (from + paging.per_page).min(rows.len());
    let shown: Vec<&Value> = rows[from..to].iter().map(|(_, it)| it).collect();
    let reply = Reply::json(200, &serde_json::json!(shown));
    let mut links = Vec::new();
    let link = |page: usize, after: Option<&str>, rel: &str| {
        let mut query = request.query.clone();
        query.retain(|(name, _)| name != "page" && name != "after" && name != "before");
        query.extend(after.map(|it| ("after".to_owned(), it.to_owned())));
        query.push(("page".to_owned(), page.to_string()));
        format!("<{address}?{}>; rel=\"{rel}\"", encoded(&query))
    };
    if to < rows.len() {
        let last = to.checked_sub(1).map(|it| rows[it].0.as_str());
        links.push(link(paging.page + 1, last.filter(|_| by_cursor), "next"));
        if !by_cursor {
            links.push(link(rows.len().div_ceil(paging.per_page), None, "last"));
        }
    }
    if paging.page > 1 && !by_cursor {
        links.push(link(paging.page - 1, None, "prev"));
        links.push(link(1, None, "first"));
    }
    match links.is_empty() {
        true => reply,
        false => reply.with("link", links.join(", ")),
    }
}
