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
pub(super) fn cut(request: &Request, address: &str, rows: &[Row]) -> Reply {
    let paging = Paging::of(request);
    let from = (paging.page - 1)
        .saturating_mul(paging.per_page)
        .min(rows.len());
    let to = (from + paging.per_page).min(rows.len());
    let link = |page: usize, rel: &str| link(request, address, page, None, rel);
    let mut links = Vec::new();
    if to < rows.len() {
        links.push(link(paging.page + 1, "next"));
        links.push(link(rows.len().div_ceil(paging.per_page), "last"));
    }
    if paging.page > 1 {
        links.push(link(paging.page - 1, "prev"));
        links.push(link(1, "first"));
    }
    linked(
        rows[from..to].iter().map(|(_, it)| it.clone()).collect(),
        &links,
    )
}

/// One page of a long list, whose rows are shown only if they are on it. Its link goes by the last row's name.
pub(super) fn cut_long<T>(
    request: &Request,
    address: &str,
    all: &[T],
    name: impl Fn(&T) -> String,
    show: impl Fn(&T) -> Value,
) -> Reply {
    let paging = Paging::of(request);
    let from = match &paging.after {
        Some(after) => all
            .iter()
            .position(|it| name(it) == *after)
            .map_or(0, |it| it + 1),
        None => (paging.page - 1)
            .saturating_mul(paging.per_page)
            .min(all.len()),
    };
    let to = (from + paging.per_page).min(all.len());
    let last = all[from..to].last().filter(|_| to < all.len()).map(name);
    let next = last.map(|it| link(request, address, paging.page + 1, Some(&it), "next"));
    linked(all[from..to].iter().map(show).collect(), next.as_slice())
}

fn link(request: &Request, address: &str, page: usize, after: Option<&str>, rel: &str) -> String {
    let mut query = request.query.clone();
    query.retain(|(name, _)| name != "page" && name != "after" && name != "before");
    query.extend(after.map(|it| ("after".to_owned(), it.to_owned())));
    query.push(("page".to_owned(), page.to_string()));
    format!("<{address}?{}>; rel=\"{rel}\"", encoded(&query))
}

fn linked(rows: Vec<Value>, links: &[String]) -> Reply {
    let reply = Reply::json(200, &Value::Array(rows));
    match links.is_empty() {
        true => reply,
        false => reply.with("link", links.join(", ")),
    }
}
