//! Children and descendants.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::failure::Failure;
use super::super::reply::Reply;
use super::super::store::Store;
use super::super::store::content::{Content, Kind};
use super::content::kinds;
use super::expand::Expand;
use super::{paging, record};

/// The children of one type.
pub(crate) fn of_type(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parent = store.seen(call.id("id")?, &call.account)?;
    let found = typed(store, call, parent, call.text("type"))?;
    rows(store, call, &found)
}

/// Attachments, by name and media type if wanted.
pub(crate) fn attachments(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parent = store.seen(call.id("id")?, &call.account)?;
    let (name, media_type) = (call.request.query("filename"), call.request.query("mediaType"));
    let fits = |it: &&Content| {
        let details = it.attachment.as_ref();
        name.is_none_or(|name| it.title() == name)
            && media_type.is_none_or(|wanted| details.is_some_and(|it| it.media_type == wanted))
    };
    let found: Vec<&Content> = store.attachments(parent.id).filter(fits).collect();
    rows(store, call, &found)
}

/// Comments: threads, or with `depth=all` all of them, by location if wanted.
pub(crate) fn comments(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parent = store.seen(call.id("id")?, &call.account)?;
    let found = typed(store, call, parent, "comment")?;
    rows(store, call, &found)
}

fn typed<'s>(
    store: &'s Store,
    call: &Call<'_>,
    parent: &Content,
    name: &str,
) -> Result<Vec<&'s Content>, Failure> {
    let found = match name {
        "page" | "folder" | "whiteboard" | "database" => {
            let children = store.tree_children(parent.id, &call.account);
            children.into_iter().filter(|it| it.kind.name() == name).collect()
        }
        "attachment" => store.attachments(parent.id).collect(),
        "comment" => {
            let locations = call.request.query_all("location");
            let wanted = |kind: Kind| {
                let name = if kind == Kind::InlineComment { "inline" } else { "footer" };
                locations.is_empty() || locations.iter().any(|it| it == name)
            };
            let all = call.request.query("depth") == Some("all");
            let mut found: Vec<&Content> = [Kind::FooterComment, Kind::InlineComment]
                .into_iter()
                .filter(|kind| wanted(*kind))
                .flat_map(|kind| store.comments(parent.id, kind))
                .filter(|it| all || it.comment.as_ref().is_some_and(|details| details.reply_to.is_none()))
                .collect();
            if parent.kind.is_comment() {
                found = store.replies(parent).collect();
            }
            found
        }
        other => {
            kinds(other)?;
            Vec::new()
        }
    };
    Ok(found)
}

fn rows(store: &Store, call: &Call<'_>, found: &[&Content]) -> Result<Reply, Failure> {
    let expand = Expand::of(call, &[]);
    paging::list(call, 25, found, |it| record::content(store, call, it, it.latest(), &expand))
}

/// All types at once, as far as they are expanded.
pub(crate) fn all(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parent = store.seen(call.id("id")?, &call.account)?;
    let expand = Expand::of(call, &[]);
    let own = format!("{}{}", call.site.base(), paging::path(call));
    let mut value = json!({"_expandable": {}, "_links": {"self": own, "base": call.site.base(), "context": call.site.context}});
    for name in ["page", "comment", "attachment"] {
        if !expand.has(name) {
            value["_expandable"][name] = json!(format!("{}/{name}", paging::path(call)));
            continue;
        }
        let inner = expand.below(name);
        let found = typed(store, call, parent, name)?;
        let rows: Vec<Value> =
            found.iter().take(25).map(|it| record::content(store, call, it, it.latest(), &inner)).collect();
        value[name] = json!({"results": rows, "start": 0, "limit": 25, "size": rows.len(), "_links": {}});
    }
    Ok(Reply::ok(&value))
}

/// Everything of one type below a page.
pub(crate) fn descendants(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let root = store.seen(call.id("id")?, &call.account)?;
    let below = store.tree_below(root.id, usize::MAX, &call.account).into_iter().map(|(_, it)| it);
    let found: Vec<&Content> = match call.text("type") {
        "page" => below.filter(|it| it.kind == Kind::Page).collect(),
        name => {
            let kinds = kinds(name)?;
            std::iter::once(root)
                .chain(below)
                .flat_map(|it| store.belonging(it.id))
                .filter(|it| kinds.contains(&it.kind))
                .collect()
        }
    };
    rows(store, call, &found)
}
