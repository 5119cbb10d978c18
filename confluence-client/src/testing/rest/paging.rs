//! Paging by `start` and `limit`; links are relative to the context path.

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::super::call::{Call, number};
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::content::Content;

/// What `start` and `limit` ask for.
///
/// # Errors
/// 400 when one is no number.
pub(crate) fn window(call: &Call<'_>, default: usize) -> Result<(usize, usize), Failure> {
    let read = |name| Ok(call.query_number(name)?.map(|value| usize::try_from(value).unwrap_or(usize::MAX)));
    let start = read("start")?.unwrap_or(0);
    Ok((start, read("limit")?.unwrap_or(default).min(cap(call))))
}

/// The limit that expansions silently bring down.
fn cap(call: &Call<'_>) -> usize {
    let expansions = call.expansions();
    let expands = |name: &str| expansions.iter().any(|it| it.starts_with(name));
    match () {
        () if expands("body.export_view") || expands("body.styled_view") => 25,
        () if expands("body") => 50,
        () if !expansions.is_empty() => 200,
        () => 1000,
    }
}

/// Answers one page of a list.
///
/// # Errors
/// 400 for a bad window.
pub(crate) fn list<T>(
    call: &Call<'_>,
    default: usize,
    rows: &[T],
    render: impl FnMut(&T) -> Value,
) -> Result<Reply, Failure> {
    page(call, default, rows, render).map(|body| Reply::ok(&body))
}

/// As [`list`], as a value to be added to.
///
/// # Errors
/// 400 for a bad window.
pub(crate) fn page<T>(
    call: &Call<'_>,
    default: usize,
    rows: &[T],
    render: impl FnMut(&T) -> Value,
) -> Result<Value, Failure> {
    let (start, limit) = window(call, default)?;
    let rest = rows.get(start..).unwrap_or_default();
    let shown = rest.get(..limit).unwrap_or(rest);
    let results: Vec<Value> = shown.iter().map(render).collect();
    let mut links = links(call);
    if rest.len() > limit && limit > 0 {
        links["next"] = json!(link(call, &[("next", "true")], start + limit, limit));
    }
    if start > 0 {
        links["prev"] = json!(link(call, &[("prev", "true")], start.saturating_sub(limit), limit));
    }
    Ok(json!({"results": results, "start": start, "limit": limit, "size": shown.len(), "_links": links}))
}

/// Answers one page of the two lists of Data Center that go by cursor, in the order of ids.
///
/// # Errors
/// 400 for a bad cursor or limit.
pub(crate) fn scan<'s>(
    call: &Call<'_>,
    rows: impl FnOnce(u64) -> Box<dyn Iterator<Item = &'s Content> + 's>,
    render: impl FnMut(&&'s Content) -> Value,
) -> Result<Reply, Failure> {
    const PREFIX: &str = "content:false:";
    let (_, limit) = window(call, 25)?;
    let cursor = call.request.query("cursor");
    let after = match cursor {
        Some(text) => number("cursor", text.strip_prefix(PREFIX).unwrap_or(text))?,
        None => 0,
    };
    let found: Vec<&Content> = rows(after).take(limit.saturating_add(1)).collect();
    let shown = found.get(..limit).unwrap_or(&found);
    let results: Vec<Value> = shown.iter().map(render).collect();
    let mut body = json!({"results": results, "cursor": cursor.unwrap_or_default(), "limit": limit, "size": shown.len()});
    body["_links"] = links(call);
    if let Some(last) = shown.last().filter(|_| found.len() > limit) {
        let next = format!("{PREFIX}{}", last.id);
        let mut query = Serializer::new(String::new());
        query.extend_pairs(call.request.query.iter().filter(|(name, _)| name != "cursor"));
        query.append_pair("cursor", &next);
        body["_links"]["next"] = json!(format!("{}?{}", path(call), query.finish()));
        body["nextCursor"] = json!(next);
    }
    Ok(Reply::ok(&body))
}

/// The links that every list carries.
pub(crate) fn links(call: &Call<'_>) -> Value {
    let own = format!("{}{}", call.site.site, call.request.path);
    json!({"base": call.site.base(), "context": call.site.context, "self": own})
}

/// The path of an operation below the context path.
pub(crate) fn path(call: &Call<'_>) -> String {
    let segments: String = call.segments.iter().map(|segment| format!("/{segment}")).collect();
    format!("/rest/api{segments}")
}

fn link(call: &Call<'_>, marks: &[(&str, &str)], start: usize, limit: usize) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(marks);
    let kept = call
        .request
        .query
        .iter()
        .filter(|(name, _)| !["start", "limit", "next", "prev"].contains(&name.as_str()));
    query.extend_pairs(kept);
    query.append_pair("limit", &limit.to_string()).append_pair("start", &start.to_string());
    format!("{}?{}", path(call), query.finish())
}
