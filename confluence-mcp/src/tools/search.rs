//! Finding content.

use confluence_client::Deployment;
use confluence_client::cql::{self, Cql, quote};
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::arguments::{Count, Names};
use crate::call::Call;
use crate::chunk::truncated;
use crate::output::ToolOutput;
use crate::people_names::name;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<Search>()]
}

/// An excerpt is to say whether a page is worth reading, not to stand for it.
const MAX_EXCERPT: usize = 300;

/// Search pages, blog posts, comments, attachments, spaces by words or CQL: id, title, space, excerpt, who changed it when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Search {
    /// Words, or CQL such as `type = page and label = "howto" and lastmodified > now("-30d") order by lastmodified desc`.
    query: String,
    /// Keys of the only spaces to search.
    #[serde(alias = "spaces")]
    spaces_filter: Option<Names>,
    /// Also what lies in archived spaces.
    #[serde(default)]
    include_archived: bool,
    /// Most rows.
    #[serde(default)]
    limit: Count<10, 50>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for Search {
    const NAME: &'static str = "confluence_search";
    const TITLE: &'static str = "Search";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let query = self.cql(call)?;
        let hits = match self.include_archived {
            true => call.wiki.search_with_archived(&query),
            false => call.wiki.search(&query),
        };
        let mut found = call.slice(hits, self.limit.0, self.cursor).await?;
        for hit in &mut found.items {
            hit.excerpt = truncated(&hit.excerpt, MAX_EXCERPT);
        }
        name(&call.wiki, found.items.iter_mut().filter_map(|hit| hit.by.as_mut()).collect()).await;
        Ok(ToolOutput::rows(found).if_empty(|| {
            format!(
                "nothing was found by the CQL {} that this account may see; try fewer or other words, another form of a \
                 word with * at its end, no space filter, or `include_archived`",
                query.as_str()
            )
        }))
    }
}

impl Search {
    fn cql(&self, call: &Call<'_>) -> Result<Cql, Failure> {
        let query = match self.query.trim() {
            "" => return Err(Failure::argument("query", "it is empty")),
            text if is_cql(text) => Cql::raw(text),
            words => by_words(words, call.wiki.site().deployment()),
        };
        let spaces: Vec<_> =
            self.spaces_filter.iter().flat_map(|keys| keys.0.iter()).map(String::as_str).collect();
        let keys: Vec<_> = spaces.into_iter().filter(|key| !key.is_empty()).map(Into::into).collect();
        Ok(if keys.is_empty() { query } else { query.within(&keys)? })
    }
}

/// The field behind the search box of Cloud ranks best. It is not documented, and Data Center may lack it.
fn by_words(words: &str, deployment: Deployment) -> Cql {
    match deployment {
        Deployment::Cloud => Cql::raw(format!("siteSearch ~ {}", quote(words))),
        _ => cql::TITLE.contains(words).or(cql::TEXT.contains(words)).into_cql(),
    }
}

/// The fields of CQL, without what may follow behind a dot or a bracket.
const FIELDS: &[&str] = &[
    "ancestor",
    "container",
    "content",
    "contributor",
    "created",
    "creator",
    "favorite",
    "favourite",
    "id",
    "label",
    "lastmodified",
    "macro",
    "mention",
    "parent",
    "sitesearch",
    "space",
    "status",
    "text",
    "title",
    "type",
    "user",
    "watcher",
];

/// Whether a query is meant as CQL: it begins, perhaps behind `not` and parentheses, with a field and an operator.
fn is_cql(query: &str) -> bool {
    let query = query.to_lowercase();
    let start = query.trim_start_matches(['(', ' ']);
    let start = start.strip_prefix("not ").map_or(start, |rest| rest.trim_start_matches(['(', ' ']));
    let end = start.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(start.len());
    let (field, rest) = start.split_at(end);
    if !FIELDS.contains(&field) {
        return start.starts_with("order by ");
    }
    let path = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '[' | ']');
    let operator = rest.trim_start_matches(path).trim_start();
    let among = operator.strip_prefix("not ").map_or(operator, str::trim_start).strip_prefix("in");
    operator.starts_with(['=', '~', '<', '>', '!'])
        || among.is_some_and(|list| list.trim_start().starts_with('('))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cql_is_told_from_words() {
        for query in [
            "type = page",
            "type=page and text ~ \"x\"",
            "title ~ \"a\" order by created",
            "(space = DOCS) and type = page",
            "NOT type = comment",
            "space in (A, B)",
            "label not in (\"x\")",
            "content.property[a-b].c > 3",
            "space.key = DOCS",
            "created >= now(\"-4w\")",
            "text !~ \"x\"",
            "order by lastmodified desc",
        ] {
            assert!(is_cql(query), "{query}");
        }
        for words in [
            "release notes",
            "how to order by phone",
            "what is a = b in (maths)",
            "\"quoted = phrase\"",
            "in (parentheses)",
            "C++ <vector>",
            "meeting in (room 5)",
            "space travel",
            "type of content",
            "id",
            "größe",
            "",
        ] {
            assert!(!is_cql(words), "{words}");
        }
    }
}
