//! Paging by opaque cursor, with the link in the body and in the header.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::content::Content;

/// How many rows an operation gives when not asked, and how few it may be asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    default: usize,
    minimum: usize,
}

impl Limits {
    /// The usual ones.
    pub(crate) const LIST: Self = Self { default: 25, minimum: 1 };
    /// Those of attachment lists.
    pub(crate) const FILES: Self = Self { default: 50, minimum: 1 };
    /// Those of the likes.
    pub(crate) const LIKES: Self = Self { default: 25, minimum: 0 };
}

/// Answers one page of a list; `key` identifies a row in the cursor.
pub(crate) fn list<T>(
    call: &Call<'_>,
    limits: Limits,
    rows: &[T],
    key: impl Fn(&T) -> u64,
    render: impl FnMut(&T) -> Value,
) -> Result<Reply, Failure> {
    let limit = limit(call, limits)?;
    let from = cursor(call)?.map_or(0, |cursor| cursor.position(rows, &key));
    answer(call, limit, rows.get(from..).unwrap_or_default(), from, key, render)
}

/// As [`list`] for records in the order of their ids, which are looked at only as far as they are shown.
pub(crate) fn list_by_id<'s>(
    call: &Call<'_>,
    limits: Limits,
    rows: impl FnOnce(u64) -> Box<dyn Iterator<Item = &'s Content> + 's>,
    render: impl FnMut(&&'s Content) -> Value,
) -> Result<Reply, Failure> {
    let limit = limit(call, limits)?;
    let after = cursor(call)?.map_or(0, |cursor| cursor.after);
    let rest: Vec<&Content> = rows(after).take(limit + 1).collect();
    answer(call, limit, &rest, 0, |it| it.id, render)
}

fn answer<T>(
    call: &Call<'_>,
    limit: usize,
    rest: &[T],
    from: usize,
    key: impl Fn(&T) -> u64,
    render: impl FnMut(&T) -> Value,
) -> Result<Reply, Failure> {
    let shown = rest.get(..limit).unwrap_or(rest);
    let results: Vec<Value> = shown.iter().map(render).collect();
    let base = call.site.base();
    let mut body = json!({"results": results, "_links": {"base": base}});
    let last = shown.last().filter(|_| rest.len() > limit);
    let Some(last) = last else { return Ok(Reply::ok(&body)) };
    let next = next(call, key(last), from + shown.len());
    let link = format!("<{next}>; rel=\"next\", <{base}>; rel=\"base\"");
    body["_links"]["next"] = json!(next);
    Ok(Reply::ok(&body).header("link", link))
}

fn limit(call: &Call<'_>, limits: Limits) -> Result<usize, Failure> {
    let Some(text) = call.request.query("limit") else { return Ok(limits.default) };
    let within = |limit: &usize| (limits.minimum..=250).contains(limit);
    text.parse().ok().filter(within).ok_or_else(|| {
        Failure::invalid(format!("Provided value for 'limit' must be between {} and 250", limits.minimum))
    })
}

/// A place in a list: after a row, which was at an offset.
struct Cursor {
    after: u64,
    offset: usize,
}

fn cursor(call: &Call<'_>) -> Result<Option<Cursor>, Failure> {
    let wrong =
        || Failure::invalid("Provided value for 'cursor' is not the correct type. Expected type is Cursor");
    let Some(text) = call.request.query("cursor") else { return Ok(None) };
    let decoded = STANDARD.decode(text).map_err(|_| wrong())?;
    let value: Value = serde_json::from_slice(&decoded).map_err(|_| wrong())?;
    let (after, offset) = value["id"].as_u64().zip(value["offset"].as_u64()).ok_or_else(wrong)?;
    Ok(Some(Cursor { after, offset: usize::try_from(offset).unwrap_or(usize::MAX) }))
}

impl Cursor {
    /// The index behind the row, or the offset when that row has gone.
    fn position<T>(&self, rows: &[T], key: impl Fn(&T) -> u64) -> usize {
        let is_it = |index: &usize| rows.get(*index).is_some_and(|row| key(row) == self.after);
        let near = self.offset.checked_sub(1).filter(is_it);
        near.or_else(|| rows.iter().position(|row| key(row) == self.after))
            .map_or(self.offset, |index| index + 1)
    }
}

/// What a list is sorted by, as titles in other scripts are: base64 makes a `+` and a `/` of it.
const SORTED_BY: &str = "設計書〜ÿþ>>>???";

/// The link to the rest: relative to the host, with `/wiki`, the cursor first and not percent-encoded, as links of the
/// service have been seen.
fn next(call: &Call<'_>, after: u64, offset: usize) -> String {
    // The trailing blank makes the encoded form end in `=`, as cursors of the service do.
    let mut cursor = json!({"id": after, "offset": offset, "sorted": SORTED_BY}).to_string();
    while cursor.len().is_multiple_of(3) {
        cursor.push(' ');
    }
    let cursor = STANDARD.encode(cursor);
    let mut query = Serializer::new(String::new());
    let others = call.request.query.iter().filter(|(name, _)| name != "cursor");
    query.extend_pairs(others);
    let path: String = call.segments.iter().map(|segment| format!("/{segment}")).collect();
    format!("{}/api/v2{path}?cursor={cursor}&{}", call.site.context, query.finish())
}

/// The first batch of a list that an answer embeds.
pub(crate) fn embedded(own: &str, rows: Vec<Value>) -> Value {
    let more = rows.len() > 25;
    let shown: Vec<Value> = rows.into_iter().take(25).collect();
    let cursor = if more { STANDARD.encode(json!({"offset": 25}).to_string()) } else { String::new() };
    json!({"results": shown, "meta": {"hasMore": more, "cursor": cursor}, "_links": {"self": own}})
}
