//! Search by CQL: by cursor on Cloud, by offset on Data Center.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::super::call::Call;
use super::super::cql::{self, Context, Document, Parsed};
use super::super::failure::Failure;
use super::super::links::web_path;
use super::super::reply::Reply;
use super::super::representation;
use super::super::store::Store;
use super::super::store::content::Status;
use super::expand::Expand;
use super::{paging, record, render};

/// Rows in envelopes: `/search`.
pub(crate) fn search(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parsed = parse(call)?;
    if parsed.names_users() && call.face.is_cloud() {
        return Err(Failure::invalid("Could not parse cql: user fields are searched with /search/user"));
    }
    answer(store, call, &parsed, |document| envelope(store, call, document))
}

/// People: `/search/user`.
pub(crate) fn search_users(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parsed = parse(call)?;
    if !parsed.names_users() {
        return Err(Failure::invalid("Could not parse cql: only user fields are searched here"));
    }
    let context = context(store, call);
    let found: Vec<Document<'_>> =
        store.users.iter().map(Document::User).filter(|it| cql::matches(context, &parsed, *it)).collect();
    let mut body = paging::page(call, 25, &found, |document| envelope(store, call, *document))?;
    body["totalSize"] = json!(found.len());
    body["cqlQuery"] = json!(call.request.query("cql"));
    Ok(Reply::ok(&body))
}

/// Plain content: `/content/search`.
pub(crate) fn search_content(store: &mut Store, call: &Call<'_>) -> Result<Reply, Failure> {
    let parsed = parse(call)?;
    let expand = Expand::of(call, &[]);
    answer(store, call, &parsed, |document| match document {
        Document::Content(it) => record::content(store, call, it, it.latest(), &expand),
        _ => Value::Null,
    })
}

fn parse(call: &Call<'_>) -> Result<Parsed, Failure> {
    let query =
        call.request.query("cql").ok_or_else(|| Failure::invalid("cql query parameter is required"))?;
    let parsed = cql::parse(query)
        .map_err(|problem| Failure::invalid(format!("Could not parse cql : {query} : {problem}")))?;
    if parsed.has_empty_site_search() {
        return Err(Failure::service("java.lang.IllegalStateException"));
    }
    Ok(parsed)
}

fn context<'a>(store: &'a Store, call: &'a Call<'_>) -> Context<'a> {
    Context { store, account: &call.account, now: store.now() }
}

/// The index: on Cloud it still holds what has been trashed or is hidden; those hits fall out of their page.
fn index<'a>(store: &'a Store, call: &'a Call<'_>, parsed: &Parsed) -> Vec<Document<'a>> {
    let context = context(store, call);
    let lingering = call.face.is_cloud();
    let indexed = store.contents.values().filter(|it| match it.status {
        Status::Current => lingering || store.may_read(it, &call.account),
        Status::Trashed => lingering,
        Status::Archived | Status::Draft => false,
    });
    let mut documents: Vec<Document<'a>> = indexed.map(Document::Content).collect();
    if parsed.names_type("space") {
        documents.extend(store.spaces.values().filter(|it| it.admits(&call.account)).map(Document::Space));
    }
    if parsed.names_type("user") || (parsed.names_users() && !lingering) {
        documents.extend(store.users.iter().map(Document::User));
    }
    documents.retain(|document| cql::matches(context, parsed, *document));
    documents.sort_by(|a, b| cql::order(context, parsed, *a, *b));
    documents
}

fn answer<'a>(
    store: &'a Store,
    call: &'a Call<'_>,
    parsed: &Parsed,
    render: impl Fn(Document<'a>) -> Value,
) -> Result<Reply, Failure> {
    let hits = index(store, call, parsed);
    let mut body = match call.face.is_cloud() {
        true => by_cursor(store, call, &hits, render)?,
        false => paging::page(call, 25, &hits, |document| render(*document))?,
    };
    body["totalSize"] = json!(hits.len());
    body["cqlQuery"] = json!(call.request.query("cql"));
    body["searchDuration"] = json!(12);
    if call.face.is_cloud() {
        body["archivedResultCount"] = json!(0);
    } else {
        body["totalCount"] = json!(hits.len());
    }
    Ok(Reply::ok(&body))
}

/// `start` is ignored; a page holds fewer rows than hits when some may not be shown; no `next` is the end.
fn by_cursor<'a>(
    store: &Store,
    call: &Call<'_>,
    hits: &[Document<'a>],
    render: impl Fn(Document<'a>) -> Value,
) -> Result<Value, Failure> {
    let (_, limit) = paging::window(call, 25)?;
    let from = match call.request.query("cursor") {
        Some(cursor) => position(cursor)?,
        None => 0,
    };
    let rest = hits.get(from..).unwrap_or_default();
    let shown = rest.get(..limit).unwrap_or(rest);
    let visible = |document: &&Document<'_>| match document {
        Document::Content(it) => it.status == Status::Current && store.may_read(it, &call.account),
        _ => true,
    };
    let rows: Vec<Value> = shown.iter().filter(visible).map(|document| render(*document)).collect();
    let mut links = paging::links(call);
    if rest.len() > limit && limit > 0 {
        links["next"] = json!(next(call, from + limit, limit));
    }
    Ok(json!({"results": rows, "start": 0, "limit": limit, "size": rows.len(), "_links": links}))
}

fn position(cursor: &str) -> Result<usize, Failure> {
    let wrong = || Failure::invalid("Provided value for 'cursor' is not the correct type");
    let decoded = STANDARD.decode(cursor.strip_prefix("_f_").ok_or_else(wrong)?).map_err(|_| wrong())?;
    std::str::from_utf8(&decoded).ok().and_then(|text| text.parse().ok()).ok_or_else(wrong)
}

/// The link to the rest keeps the query and the limit and loses everything else.
fn next(call: &Call<'_>, from: usize, limit: usize) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("next", "true");
    query.append_pair("cursor", &format!("_f_{}", STANDARD.encode(from.to_string())));
    query.append_pair("limit", &limit.to_string());
    query.append_pair("cql", call.request.query("cql").unwrap_or_default());
    if let Some(expand) = call.request.query("expand") {
        query.append_pair("expand", expand);
    }
    format!("{}?{}", paging::path(call), query.finish())
}

fn envelope(store: &Store, call: &Call<'_>, document: Document<'_>) -> Value {
    let expand = Expand::of(call, &[]);
    let (title, url, kind, modified) = match document {
        Document::Content(it) => (it.title(), web_path(store, it), "content", it.latest().at.rfc3339()),
        Document::Space(it) => {
            (it.name.as_str(), format!("/spaces/{}", it.key), "space", it.created.rfc3339())
        }
        Document::User(it) => {
            (it.display_name.as_str(), format!("/people/{}", it.account_id), "user", String::new())
        }
    };
    let mut row = json!({
        "title": highlighted(call, title),
        "excerpt": excerpt(call, document),
        "url": url,
        "breadcrumbs": [],
        "entityType": kind,
        "iconCssClass": format!("aui-icon content-type-{kind}"),
        "lastModified": modified,
        "friendlyLastModified": "just a moment ago",
        "score": 0.0,
    });
    match document {
        Document::Content(it) => {
            row["content"] = record::content(store, call, it, it.latest(), &expand.below("content"));
            if let Some(space) = store.spaces.get(&it.space) {
                let url = format!("/spaces/{}", space.key);
                row["resultGlobalContainer"] = json!({"title": space.name, "displayUrl": url});
                if expand.has("content.space") {
                    row["content"]["space"] = render::space(call, space);
                }
            }
        }
        Document::Space(it) => row["space"] = render::space(call, it),
        Document::User(it) => row["user"] = render::user(call, it),
    }
    row
}

/// The words of the query that the text holds, marked as the service marks them.
fn highlighted(call: &Call<'_>, text: &str) -> String {
    let query = call.request.query("cql").unwrap_or_default().to_lowercase();
    let wanted: Vec<&str> =
        query.split(|sign: char| !sign.is_alphanumeric()).filter(|word| word.len() > 3).collect();
    let marked = text.split(' ').map(|word| {
        let bare: String =
            word.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_lowercase();
        let escaped = representation::escape(word);
        match wanted.contains(&bare.as_str()) {
            true => format!("@@@hl@@@{escaped}@@@endhl@@@"),
            false => escaped,
        }
    });
    marked.collect::<Vec<_>>().join(" ")
}

fn excerpt(call: &Call<'_>, document: Document<'_>) -> String {
    let Document::Content(it) = document else { return String::new() };
    let text: String = representation::text(&it.latest().body.storage).chars().take(300).collect();
    match call.request.query("excerpt") {
        Some("none") => String::new(),
        Some("indexed") => representation::escape(&text),
        Some("indexed_unescaped") => text,
        _ => highlighted(call, &text),
    }
}
