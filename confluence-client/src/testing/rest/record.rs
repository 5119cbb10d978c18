//! A content record with the parts that are expanded.

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::links::{self, tiny, web_path};
use super::super::representation;
use super::super::store::Store;
use super::super::store::content::{Content, Kind, Revision, Status};
use super::expand::Expand;
use super::{render, restrictions};

/// A content record with what is expanded.
pub(crate) fn content(
    store: &Store,
    call: &Call<'_>,
    it: &Content,
    revision: &Revision,
    expand: &Expand,
) -> Value {
    let mut value = json!({
        "id": it.wire_id(),
        "type": if it.kind == Kind::CustomContent { it.custom_type.as_deref().unwrap_or("custom") } else { it.kind.name() },
        "status": if it.revision(revision.number).is_some_and(|_| revision.number < it.version()) { "historical" } else { it.status.name() },
        "title": revision.title,
        "_expandable": {"container": "", "metadata": "", "restrictions": "", "children": "", "descendants": ""},
        "_links": content_links(store, call, it),
    });
    apply(store, call, it, revision, expand, &mut value);
    if let Some(details) = &it.attachment {
        let size = revision.bytes.as_ref().map_or(0, |bytes| bytes.len());
        value["extensions"] = json!({
            "mediaType": details.media_type, "fileSize": size, "comment": details.comment, "fileId": details.file_id,
        });
        value["metadata"]["mediaType"] = json!(details.media_type);
        value["metadata"]["comment"] = json!(details.comment);
    }
    value
}

fn content_links(store: &Store, call: &Call<'_>, it: &Content) -> Value {
    let own = format!("{}/rest/api/content/{}", call.site.base(), it.wire_id());
    let mut links = json!({"self": own, "webui": web_path(store, it)});
    if it.kind == Kind::Attachment {
        links["download"] = json!(render::download_path(call, it));
    } else {
        links["tinyui"] = json!(format!("/x/{}", tiny(it.id)));
        links["editui"] = json!(format!("/pages/resumedraft.action?draftId={}", it.id));
    }
    links
}

/// Adds the parts of a content record that are asked for.
fn apply(
    store: &Store,
    call: &Call<'_>,
    it: &Content,
    revision: &Revision,
    expand: &Expand,
    value: &mut Value,
) {
    if expand.has("version") {
        value["version"] = render::version(store, call, revision);
    }
    if expand.has("history") {
        value["history"] = render::history(store, call, it);
    }
    if let Some(space) = store.spaces.get(&it.space).filter(|_| expand.has("space")) {
        value["space"] = render::space(call, space);
    }
    if expand.has("ancestors") {
        let above = above(store, it).into_iter();
        let rows = above.map(|it| content(store, call, it, it.latest(), &expand.below("ancestors")));
        value["ancestors"] = rows.collect();
    }
    if let Some(container) =
        it.parent.and_then(|id| store.contents.get(&id)).filter(|_| expand.has("container"))
    {
        value["container"] = content(store, call, container, container.latest(), &Expand::none());
    }
    for format in REPRESENTATIONS {
        if expand.has(&format!("body.{format}")) {
            value["body"][format] = body(revision, format);
        }
    }
    if expand.has("metadata") {
        value["metadata"] = metadata(it, expand);
    }
    children(store, call, it, expand, value);
    extensions(store, it, expand, value);
    if expand.has("restrictions") {
        value["restrictions"] = restrictions::by_operation(store, call, it);
    }
    if expand.has("operations") {
        value["operations"] = json!(links::operations(store, it, &call.account));
    }
}

/// What a record lies under, from the top: comments lie under the comments that they answer.
fn above<'s>(store: &'s Store, it: &'s Content) -> Vec<&'s Content> {
    if it.comment.is_none() {
        return store.ancestors(it);
    }
    let answered = |it: &&Content| store.contents.get(&it.comment.as_ref()?.reply_to?);
    let mut line: Vec<&Content> = std::iter::successors(answered(&it), answered).collect();
    line.reverse();
    line
}

const REPRESENTATIONS: [&str; 8] = [
    "storage",
    "view",
    "export_view",
    "styled_view",
    "editor",
    "editor2",
    "anonymous_export_view",
    "atlas_doc_format",
];

fn body(revision: &Revision, format: &str) -> Value {
    let value = match format {
        "storage" | "editor" | "editor2" => revision.body.storage.to_string(),
        "atlas_doc_format" => representation::adf(&revision.body),
        _ => representation::view(&revision.body.storage),
    };
    json!({"value": value, "representation": format, "embeddedContent": [], "_expandable": {"content": ""}})
}

fn metadata(it: &Content, expand: &Expand) -> Value {
    let mut value = json!({"_expandable": {"currentuser": "", "frontend": "", "editorHtml": ""}});
    if expand.has("metadata.labels") {
        let labels: Vec<Value> = it.labels.iter().map(render::label).collect();
        value["labels"] = json!({"results": labels, "start": 0, "limit": 200, "size": labels.len()});
    }
    if expand.has("metadata.properties") {
        let named = it
            .properties
            .iter()
            .filter(|property| expand.has(&format!("metadata.properties.{}", property.key)));
        let pairs = named
            .map(|property| (property.key.clone(), json!({"key": property.key, "value": property.value})));
        value["properties"] = Value::Object(pairs.collect());
    }
    value
}

fn children(store: &Store, call: &Call<'_>, it: &Content, expand: &Expand, value: &mut Value) {
    for (name, kinds) in [
        ("page", &[Kind::Page][..]),
        ("comment", &[Kind::FooterComment, Kind::InlineComment]),
        ("attachment", &[Kind::Attachment]),
    ] {
        if !expand.has(&format!("children.{name}")) {
            continue;
        }
        let shown = |child: &&Content| {
            kinds.contains(&child.kind)
                && child.status == Status::Current
                && store.may_read(child, &call.account)
        };
        let inner = expand.below("children").below(name);
        let rows: Vec<Value> = store
            .belonging(it.id)
            .filter(shown)
            .take(25)
            .map(|child| content(store, call, child, child.latest(), &inner))
            .collect();
        value["children"][name] =
            json!({"results": rows, "start": 0, "limit": 25, "size": rows.len(), "_links": {}});
    }
}

fn extensions(store: &Store, it: &Content, expand: &Expand, value: &mut Value) {
    let Some(details) = &it.comment else { return };
    let inline = it.kind == Kind::InlineComment;
    value["extensions"] = json!({"location": if inline { "inline" } else { "footer" }});
    if inline && expand.has("extensions.inlineProperties") {
        value["extensions"]["inlineProperties"] =
            json!({"originalSelection": details.selection, "markerRef": details.marker});
    }
    if inline && expand.has("extensions.resolution") {
        value["extensions"]["resolution"] = json!({"status": store.resolution(it)});
    }
}
