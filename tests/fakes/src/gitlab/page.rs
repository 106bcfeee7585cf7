//! Pages by number and by keyset.

use serde_json::Value;

use super::refuse::{self, Refusal};
use crate::http::{Reply, Request, encoded};

const MOST: usize = 100;
const USUAL: usize = 20;

/// Above so many rows the total is left out.
const COUNTED: usize = 10_000;

/// A row and the name by which a cursor finds its place.
pub(super) type Row = (String, Value);

/// How a list is cut, and where its pages lie.
pub(super) struct Cut<'a> {
    pub(super) request: &'a Request,
    pub(super) address: String,
    pub(super) most_offset: u64,
    pub(super) by_keyset: bool,
}

impl Cut<'_> {
    /// A page of rows that are shown already.
    pub(super) fn page(&self, rows: &[Row]) -> Result<Reply, Refusal> {
        self.page_of(rows, |(name, _)| name.clone(), |(_, it)| it.clone())
    }

    /// A page of a long list, whose rows are shown only if they are on it.
    pub(super) fn page_of<T>(
        &self,
        rows: &[T],
        name: impl Fn(&T) -> String,
        show: impl Fn(&T) -> Value,
    ) -> Result<Reply, Refusal> {
        let number = |name| {
            self.request
                .param(name)
                .and_then(|it| it.parse::<usize>().ok())
        };
        let per_page = number("per_page")
            .filter(|it| *it > 0)
            .unwrap_or(USUAL)
            .min(MOST);
        match self.by_keyset {
            true => Ok(self.by_keyset(rows, per_page, name, show)),
            false => self.by_number(rows, per_page, number("page").unwrap_or(1).max(1), show),
        }
    }

    fn link(&self, drop: &[&str], name: &str, value: &str, rel: &str) -> String {
        let mut query = self.request.query.clone();
        query.retain(|(it, _)| !drop.contains(&it.as_str()) && it != "private_token");
        query.push((name.to_owned(), value.to_owned()));
        format!("<{}?{}>; rel=\"{rel}\"", self.address, encoded(&query))
    }

    fn by_number<T>(
        &self,
        rows: &[T],
        per_page: usize,
        page: usize,
        show: impl Fn(&T) -> Value,
    ) -> Result<Reply, Refusal> {
        let from = (page - 1).saturating_mul(per_page);
        if from as u64 > self.most_offset {
            let most = self.most_offset;
            return Err(refuse::error(
                405,
                &format!(
                    "Offset pagination has a maximum allowed offset of {most} for requests that return objects of type Issue. Remaining records can be retrieved using keyset pagination."
                ),
            ));
        }
        let from = from.min(rows.len());
        let to = (from + per_page).min(rows.len());
        let more = to < rows.len();
        let pages = rows.len().div_ceil(per_page).max(1);
        let link = |page: usize, rel: &str| self.link(&["page"], "page", &page.to_string(), rel);
        let mut links = Vec::new();
        links.extend((page > 1).then(|| link(page - 1, "prev")));
        links.extend(more.then(|| link(page + 1, "next")));
        links.push(link(1, "first"));
        let counted = rows.len() <= COUNTED;
        links.extend(counted.then(|| link(pages, "last")));
        let near = |it: bool, page: usize| if it { page.to_string() } else { String::new() };
        let reply = Reply::json(200, &rows[from..to].iter().map(show).collect())
            .with("link", links.join(", "))
            .with("x-page", page.to_string())
            .with("x-per-page", per_page.to_string())
            .with("x-next-page", near(more, page + 1))
            .with("x-prev-page", near(page > 1, page - 1));
        Ok(match counted {
            true => reply
                .with("x-total", rows.len().to_string())
                .with("x-total-pages", pages.to_string()),
            false => reply,
        })
    }

    /// A full page has a link, even if nothing follows: the end is a page that is not full.
    fn by_keyset<T>(
        &self,
        rows: &[T],
        per_page: usize,
        name: impl Fn(&T) -> String,
        show: impl Fn(&T) -> Value,
    ) -> Reply {
        let after = self.request.param("cursor");
        let from = after.and_then(|after| rows.iter().position(|it| name(it) == after));
        let from = from.map_or(0, |it| it + 1);
        let to = (from + per_page).min(rows.len());
        let reply = Reply::json(200, &rows[from..to].iter().map(show).collect());
        if to - from < per_page {
            return reply;
        }
        let link = self.link(&["cursor", "page"], "cursor", &name(&rows[to - 1]), "next");
        reply.with("link", link)
    }
}
