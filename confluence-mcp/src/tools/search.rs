//! Finding content.

mod advice;
mod recognize;

use confluence_client::cql::{self, Condition, Cql, quote};
use confluence_client::wiki::{Hit, Locator};
use confluence_client::{Deployment, ErrorKind};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::advice::Failure;
use crate::arguments::{Count, Words};
use crate::call::Call;
use crate::chunk::truncated;
use crate::guesses::{SHORTEST_ID, is_number, spaces};
use crate::output::ToolOutput;
use crate::people_names::name;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<Search>()]
}

/// An excerpt is to say whether a page is worth reading, not to stand for it.
const MAX_EXCERPT: usize = 300;

/// A query is told back to be looked at; a longer one is the caller's own text again.
const MAX_TOLD: usize = 500;

/// The longest query, in bytes: it goes into an address, and no service takes longer ones.
const MAX_QUERY: usize = 16 << 10;

/// Search pages, blog posts, comments, attachments, spaces by words or CQL: id, title, space, excerpt, who changed it when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Search {
    /// Words, or CQL such as `type = page and label = "howto" and lastmodified > now("-30d") order by lastmodified desc`.
    query: String,
    /// Only these spaces, by key.
    spaces_filter: Option<Words>,
    /// Include archived spaces.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    include_archived: bool,
    /// Max rows.
    #[serde(default)]
    limit: Count<10, 50>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for Search {
    const NAME: &'static str = "confluence_search";
    const TITLE: &'static str = "Search";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let query = self.cql(call).await?;
        let hits = match self.include_archived {
            true => call.wiki.search_with_archived(&query),
            false => call.wiki.search(&query),
        };
        let mut found = match call.slice(hits, self.limit.0, self.cursor.clone()).await {
            Ok(found) => found,
            Err(failure) => return Err(self.explained(call, failure).await),
        };
        for hit in &mut found.items {
            hit.excerpt = truncated(&hit.excerpt, MAX_EXCERPT);
        }
        name(&call.wiki, found.items.iter_mut().filter_map(|hit| hit.by.as_mut()).collect()).await;
        if found.items.is_empty() {
            let hint = self.hint(call, &query).await;
            return Ok(ToolOutput::rows(found).if_empty(|| hint));
        }
        let notes = match self.cursor {
            None => [self.taken_as_words(), self.not_searched(call, &found.items).await],
            Some(_) => [None, None],
        };
        Ok(ToolOutput::rows(found).noted(notes.into_iter().flatten().collect()))
    }
}

impl Search {
    /// The keys of spaces in the filter and in the query.
    fn keys(&self) -> Vec<String> {
        let filter = self.spaces_filter.iter().flat_map(|keys| keys.0.iter().cloned());
        filter.chain(advice::keys_in(&self.query)).collect()
    }

    /// Says of a query that it was not taken as CQL, where it may have been meant so: hits look as if its conditions held.
    fn taken_as_words(&self) -> Option<String> {
        let query = recognize::with_straight_quotes(self.query.trim());
        let is_doubtful = !recognize::is_cql(&query) && recognize::looks_like_cql(&query);
        is_doubtful.then(|| {
            "`query` was taken as words, and as no conditions of CQL: it does not begin with a field and an operator, as \
             in `type = page`, `space = DOCS`, `title ~ \"word\"`, `lastmodified > now(\"-7d\")`"
                .to_owned()
        })
    }

    /// Says of a key that it is none, where others found something: what lies in the space that was meant is not among it.
    async fn not_searched(&self, call: &Call<'_>, found: &[Hit]) -> Option<String> {
        let is_found = |key: &String| {
            let mut spaces = found.iter().filter_map(|hit| hit.space.as_ref());
            spaces.any(|space| space.as_str().eq_ignore_ascii_case(key))
        };
        let keys: Vec<String> = self.keys().into_iter().filter(|key| !is_found(key)).collect();
        spaces(&call.wiki, &keys).await
    }

    /// Says of a query that the service did not take what would be right.
    async fn explained(&self, call: &Call<'_>, failure: Failure) -> Failure {
        if failure.kind() != Some(ErrorKind::Invalid) {
            return failure;
        }
        match spaces(&call.wiki, &self.keys()).await {
            Some(hint) => failure.next(hint),
            None => failure.next(advice::why(&self.query)),
        }
    }

    /// What was searched, and what to try.
    async fn hint(&self, call: &Call<'_>, query: &Cql) -> String {
        // A day that is meant in another zone is another day.
        let zone = call.wiki.time_zone().filter(|_| advice::names_a_day(query.as_str()));
        let zone = zone.map(|zone| format!(" (its days are those of {zone})")).unwrap_or_default();
        let words = self.taken_as_words().map(|note| format!("; {note}")).unwrap_or_default();
        let searched = format!(
            "nothing was found by the CQL {}{zone} that this account may see{words}",
            truncated(query.as_str(), MAX_TOLD)
        );
        if self.names_a_page(call) {
            return format!(
                "{searched}; a page is read by its id or address with confluence_get_page, as its `page_id`"
            );
        }
        let of_query = || {
            let fixed = advice::of_values(&self.query).or_else(|| advice::of_people(&self.query));
            advice::of_kinds(&self.query).or_else(|| fixed.map(str::to_owned))
        };
        match spaces(&call.wiki, &self.keys()).await.or_else(of_query) {
            Some(hint) => format!("{searched}; {hint}"),
            None => {
                let filter = if self.spaces_filter.is_some() { " no space filter," } else { "" };
                let limit = call.wiki.policy().reading_limit();
                let limit = limit
                    .map(|limit| format!("; {limit}, and nothing else was searched"))
                    .unwrap_or_default();
                format!(
                    "{searched}{limit}; try fewer or other words, another form of a word with * at its end,{filter} or \
                     `include_archived`"
                )
            }
        }
    }

    /// Whether the id or an address of a page was given to be searched for.
    fn names_a_page(&self, call: &Call<'_>) -> bool {
        let query = self.query.trim();
        let is_id = is_number(query) && query.len() >= SHORTEST_ID;
        is_id || self.query.contains('/') && Locator::parse(&self.query, call.wiki.site()).is_ok()
    }

    async fn cql(&self, call: &Call<'_>) -> Result<Cql, Failure> {
        if self.query.len() > MAX_QUERY {
            let said = format!("it has more than {} KiB: search for fewer words", MAX_QUERY >> 10);
            return Err(Failure::argument("query", said));
        }
        let straight = recognize::with_straight_quotes(self.query.trim());
        let query = match &*straight {
            "" => return Err(Failure::argument("query", "it is empty")),
            text if recognize::is_cql(text) => Cql::raw(recognize::with_quoted_ids(text)),
            _ => by_words(self.query.trim(), call.wiki.site().deployment()),
        };
        let Some(Words(spaces)) = &self.spaces_filter else { return Ok(query) };
        let keys = call.spaces(spaces).await?;
        Ok(if keys.is_empty() { query } else { query.within(&keys)? })
    }
}

/// The field behind the search box of Cloud ranks best. It is not documented, and Data Center may lack it. `OR` between
/// words is what search engines read in them.
fn by_words(words: &str, deployment: Deployment) -> Cql {
    let each: Vec<&str> = words.split(" OR ").map(str::trim).filter(|words| !words.is_empty()).collect();
    let each = if words.contains(['"', '(']) { vec![words] } else { each };
    match deployment {
        Deployment::Cloud => {
            let of = |words: &&str| format!("siteSearch ~ {}", quote(words));
            Cql::raw(each.iter().map(of).collect::<Vec<_>>().join(" or "))
        }
        _ => {
            let of = |words: &str| cql::TITLE.contains(words).or(cql::TEXT.contains(words));
            let all = each.into_iter().map(of).reduce(Condition::or);
            all.unwrap_or_else(|| of(words)).into_cql()
        }
    }
}
