//! What is in a page: its body in each form, the links in it, the macros in it.

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::unknown_spaces::or_unknown_spaces;
use super::{failed, found, pages, written};
use crate::models::ContentType;
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::sql::value::Value;
use crate::storage::macros::Body;
use crate::storage::resource::{Resource, ResourceKind};
use crate::storage::seen;
use crate::storage::tag::Tag;
use crate::storage::tree::{Dialect, NodeId, Tree};
use crate::wiki::rows::{ContentRow, RowStream, Wanted};

pub(in crate::sql) static PAGE_CONTENTS: Definition<ContentRow> = Definition {
    name: "PageContents",
    aliases: &[],
    doc: "The bodies of pages.",
    columns: columns! { ContentRow;
        PageId: Text, "The page.", |it| it.id.as_str(), .content_id().equal(Reach::One, "getPages id", "getContent ids").together(50).key();
        Title: Text, "Its title.", |it| it.title.as_str();
        SpaceKey: Text, "The key of its space.", |it| it.space_key.as_ref().map(|key| key.as_str()),
            .any_case().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
        Storage: Text, "Its body in the storage format (XHTML).", |it| it.storage.as_deref(), .needs(needs::BODY);
        Markdown: Text, "Its body as Markdown.", |it| written::markdown(it.storage.as_deref()), .needs(needs::BODY);
        Text: Text, "Its body as plain text.", |it| written::text(it.storage.as_deref()), .needs(needs::BODY);
        Length: Integer, "How many bytes its storage format has.",
            |it| it.storage.as_ref().map(|storage| storage.len() as u64), .needs(needs::BODY);
        Id: Text, "The page.", |it| it.id.as_str(), .alias("PageId").equal(Reach::One, "getPages id", "getContent ids").together(50);
        ContentId: Text, "The page.", |it| it.id.as_str(),
            .alias("PageId").equal(Reach::One, "getPages id", "getContent ids").together(50);
    },
    source: |context, scan| pages::read(&context, &renamed(&scan), ContentType::Page),
    rows: 10_000.0,
    walk: 0.02,
    ordered: |_, _| false,
    only: None,
};

/// The page, by whatever name its column has here.
fn renamed(scan: &Scan) -> Scan {
    let mut scan = scan.clone();
    for filter in &mut scan.filters {
        match filter.column {
            "PageId" | "ContentId" => filter.column = "Id",
            "MacroName" => {
                filter.column = "Macro";
                // The search may know it in small letters alone, as most are written.
                let small =
                    filter.values.iter().filter_map(Value::to_key).map(|name| name.to_ascii_lowercase());
                let small: Vec<Value> =
                    small.map(Value::from).filter(|name| !filter.values.contains(name)).collect();
                filter.values.extend(small);
            }
            _ => {}
        }
    }
    scan
}

/// What a link leads to.
const KINDS: &[&str] =
    &["page", "blogpost", "attachment", "user", "space", "content", "here", "shortcut", "url"];

/// A link in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sql) struct Link {
    page: String,
    title: String,
    space: Option<String>,
    kind: &'static str,
    to_space: Option<String>,
    to_title: Option<String>,
    to_id: Option<String>,
    file: Option<String>,
    url: Option<String>,
    anchor: Option<String>,
    text: Option<String>,
}

pub(in crate::sql) static LINKS: Definition<Link> = Definition {
    name: "Links",
    aliases: &[],
    doc: "The links in pages, read from their bodies: to pages, attachments, people, spaces and the web. Joined with \
          Pages they show dead links and orphans.",
    columns: columns! { Link;
        PageId: Text, "The page that the link is in.", |it| it.page.as_str(),
            .content_id().equal(Reach::Few, "getPages id", "getContent ids").together(50);
        PageTitle: Text, "Its title.", |it| it.title.as_str();
        SpaceKey: Text, "The key of its space.", |it| it.space.as_deref(),
            .any_case().equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
        Kind: Text, "page, blogpost, attachment, user, space, content, here (an anchor), shortcut or url.", |it| it.kind,
            .words(KINDS);
        TargetSpaceKey: Text, "The space that it leads to; for pages that of its own page where it names none.",
            |it| it.to_space.as_deref(), .any_case();
        TargetTitle: Text, "The title that it leads to.", |it| it.to_title.as_deref();
        TargetId: Text, "The page, content or person that it leads to, where it names one by id.", |it| it.to_id.as_deref();
        FileName: Text, "The file that it leads to.", |it| it.file.as_deref();
        URL: Text, "The URL that it leads to.", |it| it.url.as_deref();
        Anchor: Text, "The place in the page that it leads to.", |it| it.anchor.as_deref();
        Text: Text, "What it says.", |it| it.text.as_deref();
    },
    source: |context, scan| inside(context, &scan, links),
    rows: 50_000.0,
    walk: 0.02,
    ordered: |_, _| false,
    only: None,
};

/// A macro in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sql) struct Macro {
    page: String,
    title: String,
    space: Option<String>,
    name: String,
    parameters: String,
    text: String,
}

pub(in crate::sql) static MACROS: Definition<Macro> = Definition {
    name: "Macros",
    aliases: &[],
    doc: "The macros in pages, read from their bodies: a row for each use.",
    columns: columns! { Macro;
        PageId: Text, "The page that it is in.", |it| it.page.as_str(),
            .content_id().equal(Reach::Few, "getPages id", "getContent ids").together(50);
        PageTitle: Text, "Its title.", |it| it.title.as_str();
        SpaceKey: Text, "The key of its space.", |it| it.space.as_deref(),
            .any_case().equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
        MacroName: Text, "Its name, such as code or jira.", |it| it.name.as_str(),
            .any_case().equal(Reach::Few, "searchContentByCQL macro", "search macro");
        Parameters: Text, "Its parameters, as a JSON object: Parameters ->> 'language'.", |it| it.parameters.as_str();
        Text: Text, "The text in it.", |it| it.text.as_str();
    },
    source: |context, scan| inside(context, &scan, macros),
    rows: 50_000.0,
    walk: 0.02,
    ordered: |_, _| false,
    only: None,
};

/// What is read of the body of each page.
fn inside<T: Send + 'static>(
    context: Context,
    scan: &Scan,
    read: fn(&ContentRow, &Tree) -> Vec<T>,
) -> RowStream<T> {
    let asked = renamed(scan);
    let request = match pages::request(&asked, ContentType::Page, context.wiki.site().deployment()) {
        Ok(request) => request,
        Err(error) => return failed(error),
    };
    let wanted = Wanted { storage: true, space: true, ..Wanted::default() };
    let rows = match request {
        pages::Request::Listed(listing) => context.wiki.contents_listed(listing, wanted),
        pages::Request::Found(query) => {
            let bodies = Scan { needs: needs::BODY, ..Scan::default() };
            context.wiki.contents_found(&query, wanted, found::rows(&bodies))
        }
        pages::Request::Nothing => return super::nothing(),
    };
    let by_id = asked.equal("Id").is_some();
    let rows =
        if by_id { rows } else { or_unknown_spaces(&context, scan, rows, |row| row.space_key.as_ref()) };
    // A query has a thread of its own, on which bodies are taken apart too: to wait there for a second one would end when
    // all threads wait so.
    rows.map_ok(move |rows| {
        let mut all = Vec::new();
        for row in &rows {
            match Tree::parse(row.storage.as_deref().unwrap_or_default(), Dialect::Storage) {
                Ok(tree) => all.extend(read(row, &tree)),
                Err(error) => context.notes.add(format!("the body of {} cannot be read: {error}", row.id)),
            }
        }
        all
    })
    .boxed()
}

fn links(row: &ContentRow, tree: &Tree) -> Vec<Link> {
    let nodes = 0..tree.len();
    nodes.filter_map(|node| link(row, tree, node)).collect()
}

fn link(row: &ContentRow, tree: &Tree, node: NodeId) -> Option<Link> {
    let own = row.space_key.as_ref().map(|key| key.as_str().to_owned());
    let mut link = Link {
        page: row.id.as_str().to_owned(),
        title: row.title.clone(),
        space: own.clone(),
        kind: "url",
        to_space: None,
        to_title: None,
        to_id: None,
        file: None,
        url: None,
        anchor: None,
        text: Some(tree.text(node).trim().to_owned()).filter(|text| !text.is_empty()),
    };
    if tree.tag(node) == Tag::A {
        link.url = Some(tree.attribute(node, "href")?.into_owned());
        return Some(link);
    }
    if tree.tag(node) != Tag::Link {
        return None;
    }
    let anchor = tree.attribute(node, "ac:anchor").map(std::borrow::Cow::into_owned);
    link.anchor.clone_from(&anchor);
    let Some(resource) = tree.children(node).find(|&child| tree.tag(child).is_resource()) else {
        link.kind = "here";
        return anchor.map(|_| link);
    };
    let uri = tree.resource_uri(resource, None);
    match Resource::parse(&uri).map(|resource| resource.kind) {
        None => link.url = Some(uri),
        Some(kind) => to(&mut link, kind, own),
    }
    Some(link)
}

/// Where a link leads.
fn to(link: &mut Link, kind: ResourceKind, own: Option<String>) {
    match kind {
        ResourceKind::Here => link.kind = "here",
        ResourceKind::Page { space, title } => {
            link.kind = "page";
            link.to_space = space.or(own);
            link.to_title = Some(title);
        }
        ResourceKind::Blog { space, title, .. } => {
            link.kind = "blogpost";
            link.to_space = space.or(own);
            link.to_title = Some(title);
        }
        ResourceKind::Attachment { page, file } => {
            match page.map(|page| *page) {
                Some(ResourceKind::Page { space, title }) => {
                    link.to_space = space.or(own);
                    link.to_title = Some(title);
                }
                _ => link.to_id = Some(link.page.clone()),
            }
            link.kind = "attachment";
            link.file = Some(file);
        }
        ResourceKind::Space(key) => {
            link.kind = "space";
            link.to_space = Some(key);
        }
        ResourceKind::User(id) => {
            link.kind = "user";
            link.to_id = Some(id);
        }
        ResourceKind::Content(id) => {
            link.kind = "content";
            link.to_id = Some(id);
        }
        ResourceKind::Shortcut { key, parameter } => {
            link.kind = "shortcut";
            link.url = Some(format!("{key}:{parameter}"));
        }
    }
}

fn macros(row: &ContentRow, tree: &Tree) -> Vec<Macro> {
    let is_macro = |node: &NodeId| tree.tag(*node) == Tag::Macro;
    let of = |node: NodeId| {
        let parameters: serde_json::Map<String, serde_json::Value> = tree
            .macro_parameters(node)
            .map(|one| (one.name.into_owned(), serde_json::Value::String(one.value.into_owned())))
            .collect();
        let body = match tree.macro_body(node) {
            Body::None => String::new(),
            Body::Rich(body) => seen::lines(tree, body + 1..tree.after(body)).trim().to_owned(),
            Body::Plain(body) => tree.text(body).trim().to_owned(),
        };
        Macro {
            page: row.id.as_str().to_owned(),
            title: row.title.clone(),
            space: row.space_key.as_ref().map(|key| key.as_str().to_owned()),
            name: tree.macro_name(node).into_owned(),
            parameters: serde_json::Value::Object(parameters).to_string(),
            text: body,
        }
    };
    (0..tree.len()).filter(is_macro).map(of).collect()
}
