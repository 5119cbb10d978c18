//! The history of pages, and how they are received.

use confluence_client::ids::ContentId;
use confluence_client::wiki::{ContentState, DiffOf, Locator, Person, Views};
use confluence_client::{Error, Quoted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::trash::RestorePage;
use crate::advice::{Failure, why};
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::chunk;
use crate::cursor::{Whole, version_of};
use crate::output::ToolOutput;
use crate::people_names::{in_markdown, name};
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<GetPageHistory>(), route::<GetPageDiff>(), route::<RestorePage>(), route::<GetPageViews>()]
}

/// List the versions of a page, newest first: number, time, author, message.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetPageHistory {
    /// Id or URL.
    page_id: Id,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 100>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for GetPageHistory {
    const NAME: &'static str = "confluence_get_page_history";
    const TITLE: &'static str = "List versions";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let page = call.id_of(&self.page_id).await?;
        let mut found = call.slice(call.wiki.versions(page), self.limit.0, self.cursor).await?;
        name(&call.wiki, found.items.iter_mut().filter_map(|version| version.by.as_mut()).collect()).await;
        Ok(ToolOutput::rows(found))
    }
}

/// What of the versions is compared.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Compared {
    #[default]
    Markdown,
    Storage,
}

/// Compare two versions of a page, as a unified diff.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetPageDiff {
    /// Id or URL.
    page_id: Id,
    /// Older version; default: the one before `to_version`.
    from_version: Option<Count<0, { u32::MAX }>>,
    /// Newer version; default: the latest.
    to_version: Option<Count<0, { u32::MAX }>>,
    /// What readers see, or the source (storage format).
    #[serde(default)]
    format: Compared,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

/// Begins the line of a difference behind which stands what Markdown does not show of it.
const UNSEEN: &str = "What Markdown does not show";

#[derive(Serialize)]
struct Compare {
    id: String,
    from_version: u64,
    to_version: u64,
    same: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl Tool for GetPageDiff {
    const NAME: &'static str = "confluence_get_page_diff";
    const TITLE: &'static str = "Compare versions";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let (page, newer) = self.newer(call).await?;
        let of = match self.format {
            Compared::Markdown => DiffOf::Markdown,
            Compared::Storage => DiffOf::Storage,
        };
        let older = match self.from_version {
            Some(version) => u64::from(version.0),
            None if newer > 1 => newer - 1,
            None => return Err(self.first_version()),
        };
        let diff = match call.wiki.diff(page.clone(), older, newer, of).await {
            Ok(diff) if of == DiffOf::Markdown => in_markdown(&call.wiki, diff).await,
            Ok(diff) => diff,
            Err(error) => return Err(call.without_version(&page, &[older, newer], error).await),
        };
        let is_unseen = of == DiffOf::Markdown && diff.lines().any(|line| line.starts_with(UNSEEN));
        let note = match is_unseen {
            true if diff.starts_with(UNSEEN) => {
                Some("only what Markdown does not show is different; format storage shows it all")
            }
            true => Some(
                "what Markdown does not show is different too, which stands at the end; format storage shows it all",
            ),
            false => None,
        };
        let whole = Whole::new(
            "difference",
            "page, versions or `format`",
            &[page.as_str(), &older.to_string(), &newer.to_string(), &format!("{:?}", self.format)],
            newer,
        );
        let chunk = chunk(&diff, whole.place(self.cursor.as_deref(), diff.len())?, call.max_bytes());
        let next_cursor = chunk.next.map(|next| whole.cursor(next));
        let facts = Compare {
            id: page.as_str().to_owned(),
            from_version: older,
            to_version: newer,
            same: diff.is_empty(),
            note,
            next_cursor: next_cursor.clone(),
        };
        Ok(ToolOutput::of(&facts).untrusted("diff", chunk.text).next_cursor(next_cursor))
    }
}

impl GetPageDiff {
    /// What is said where nothing is older than the version to compare.
    fn first_version(&self) -> Failure {
        match self.to_version {
            Some(_) => Failure::argument("to_version", "there is nothing before the first version"),
            None => Failure::new(
                "the version of the page is its first: there is nothing before it to compare it with",
                "confluence_get_page shows it.",
            ),
        }
    }

    /// The page, and the newer of the two versions: the one that was named, by the address of the page too, or the newest.
    /// What was begun without one goes on with the version that was the newest then.
    async fn newer(&self, call: &Call<'_>) -> Result<(ContentId, u64), Failure> {
        let given = self.to_version.map(|version| u64::from(version.0));
        let page = match call.locate(&self.page_id).await? {
            Locator::Version { version, .. } if given.is_some_and(|given| given != version) => {
                return Err(Failure::argument(
                    "to_version",
                    format!("it is another one than that of the address, {version}: give one of the two"),
                ));
            }
            Locator::Version { id, version } => {
                call.is_about(&id);
                return Ok((id, version));
            }
            Locator::Id(id) => id,
            locator => call.wiki.page_by_locator(&locator).await?.id,
        };
        call.is_about(&page);
        let begun = self.cursor.as_deref().and_then(version_of);
        let newer = match given.or(begun) {
            Some(version) => version,
            None => call.wiki.page(page.clone()).await?.version.number,
        };
        Ok((page, newer))
    }
}

/// Get the views and viewers of a page (Cloud only), its likes and its content state.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetPageViews {
    /// Id or URL.
    page_id: Id,
    /// Count views since this day, such as `2026-01-31`.
    since: Option<String>,
}

/// How many of those who like a page are named.
const MAX_LIKES: u32 = 50;

/// How a page is received.
#[derive(Default, Serialize)]
struct Reception {
    #[serde(flatten)]
    views: Option<Views>,
    #[serde(skip_serializing_if = "Option::is_none")]
    liked_by: Option<Vec<Person>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_likes: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_state: Option<ContentState>,
    /// What is not available, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unavailable: Vec<String>,
}

impl Tool for GetPageViews {
    const NAME: &'static str = "confluence_get_page_views";
    const TITLE: &'static str = "Show views and likes";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if let Some(day) = self.since.as_deref().filter(|day| !is_day(day)) {
            let said = format!("{} is not a date: write it as `2026-01-31`", Quoted(day));
            return Err(Failure::argument("since", said));
        }
        let (wiki, page) = (&call.wiki, call.id_of(&self.page_id).await?);
        let (views, likes, state) = futures_util::join!(
            wiki.views(page.clone(), self.since.as_deref()),
            wiki.likes(page.clone()).limit(MAX_LIKES).slice(),
            wiki.content_state(page.clone()),
        );
        let mut told = Reception::default();
        let mut refused = |what: &str, error: Error| {
            let why = why(&error);
            told.unavailable.push(format!("{what}: {why}"));
            error
        };
        let views = views.map_err(|error| refused("views", error));
        let likes = likes.map_err(|error| refused("likes", error));
        let state = state.map_err(|error| refused("content state", error));
        // Of what is not there nothing is told, and least of all what a deployment lacks.
        let is_nothing = views.as_ref().is_ok_and(|views| views.views == 0);
        let is_doubtful = is_nothing || views.is_err() || likes.is_err() || state.is_err();
        if is_doubtful {
            call.page_or_draft(&page).await?;
        }
        match (views, likes, state) {
            (Err(error), Err(_), Err(_)) => return Err(error.into()),
            (views, likes, state) => {
                told.views = views.ok();
                told.content_state = state.ok().flatten();
                if let Ok(likes) = likes {
                    let mut people = likes.items;
                    name(wiki, people.iter_mut().collect()).await;
                    told.more_likes = likes.next.is_some();
                    told.liked_by = Some(people);
                }
            }
        }
        Ok(ToolOutput::of(&told))
    }
}

/// Whether it is written as a day. Which days a month has, the service knows.
fn is_day(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    matches!(parts.as_slice(), [Some(_), Some(1..=12), Some(1..=31)]) && text.len() == "2026-01-31".len()
}
