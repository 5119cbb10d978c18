//! The content tree: what lies under a page, and what it lies under.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::owners::{Hanging, Owner, Walked, of_each, or_gone, owners};
use super::unknown_spaces::or_unknown_spaces;
use crate::ids::{ContentId, SpaceKey};
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{Definition, Reach, columns, needs};
use crate::wiki::rows::{RowStream, chunked, one_by_one};
use crate::wiki::{Branch, Node};

macro_rules! around_page {
    ($NAME:ident, $name:literal, [$($alias:literal),*], $doc:literal, $relation:literal, $cloud:literal, $dc:literal, $read:expr) => {
        pub(in crate::sql) static $NAME: Definition<Hanging<Node>> = Definition {
            name: $name,
            aliases: &[$($alias),*],
            doc: $doc,
            columns: columns! { Hanging<Node>;
                PageId: Text, "The page.", |it| it.on.id.as_str(), .content_id().equal(Reach::Few, $cloud, $dc).key();
                Id: Text, $relation, |it| it.it.id.as_str(), .key();
                Title: Text, "Its title.", |it| it.it.title.as_str();
                Type: Text, "page, folder, database, whiteboard, embed.", |it| it.it.kind.as_str(), .any_case();
                Status: Text, "Where it stands in its life.", |it| it.it.status.as_str(), .any_case();
                SpaceKey: Text, "The key of its space.", |it| it.on.space_key(),
                    .any_case().named().needs(needs::SPACE).equal(Reach::Many, "getPagesInSpace", "getContent spaceKey");
            },
            source: $read,
            rows: 20_000.0,
            walk: 1.0,
            ordered: |_, _| false,
            only: None,
        };
    };
}

around_page!(
    PAGE_CHILDREN,
    "PageChildren",
    ["PageChildrens"],
    "What lies directly under a page, in its order; without a PageId, under each page.",
    "What lies under it.",
    "getPageDirectChildren",
    "child page",
    |context, scan| of_each(context, &scan, "PageId", Walked::Pages, |wiki, id| wiki
        .children(id)
        .limit(200)
        .stream()
        .try_collect())
);

around_page!(
    PAGE_ANCESTORS,
    "PageAncestors",
    [],
    "What a page lies under, from the root of its space down; without a PageId, for each page.",
    "What it lies under.",
    "getPageAncestors",
    "getContentById ancestors",
    |context, scan| of_each(context, &scan, "PageId", Walked::Pages, |wiki, id| async move {
        wiki.ancestors(id).await
    })
);

/// A branch below a page or in a space.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sql) struct Below {
    page: Option<ContentId>,
    space: Option<SpaceKey>,
    branch: Branch,
}

pub(in crate::sql) static PAGE_DESCENDANTS: Definition<Below> = Definition {
    name: "PageDescendants",
    aliases: &["PageTree"],
    doc: "Everything below a page (PageId = ...), or the whole tree of a space (SpaceKey = ...), with its depth.",
    columns: columns! { Below;
        PageId: Text, "The page at the top, where one is asked for.", |it| it.page.as_ref().map(|id| id.as_str()),
            .content_id().equal(Reach::Many, "getPageDescendants", "child page").leading().key();
        SpaceKey: Text, "The key of its space.", |it| it.space.as_ref().map(|key| key.as_str()),
            .any_case().needs(needs::SPACE).equal(Reach::Many, "getPageDescendants", "child page").key();
        Id: Text, "What lies below.", |it| it.branch.node.id.as_str(), .key();
        Title: Text, "Its title.", |it| it.branch.node.title.as_str();
        Type: Text, "page, folder, database, whiteboard, embed.", |it| it.branch.node.kind.as_str(), .any_case();
        Status: Text, "Where it stands in its life.", |it| it.branch.node.status.as_str(), .any_case();
        ParentId: Text, "What it lies directly under.", |it| it.branch.parent.as_ref().map(|id| id.as_str());
        Depth: Integer, "How many levels below, from 1; the home page of a space is at 0.", |it| it.branch.depth;
    },
    source: below,
    rows: 10_000.0,
    walk: 0.1,
    ordered: |_, _| false,
    only: None,
};

fn below(context: Context, scan: Scan) -> RowStream<Below> {
    if scan.equal("PageId").is_some() {
        let top = owners(&context, &scan, "PageId", Walked::Pages);
        let rows = top.map_ok(move |Owner { id, space, .. }| {
            let (page, branches) = (id.clone(), context.wiki.tree(id.clone(), None));
            let row = move |branch| Below { page: Some(page.clone()), space: space.clone(), branch };
            or_gone(&context, id, chunked(branches.map_ok(row).boxed()))
        });
        return rows.try_flatten().boxed();
    }
    let spaces: RowStream<SpaceKey> = match scan.equal("SpaceKey") {
        Some(keys) => stream::iter([Ok(keys.into_iter().map(SpaceKey::from).collect())]).boxed(),
        None => chunked(context.wiki.spaces().stream().map_ok(|space| space.key).boxed()),
    };
    let wiki = context.wiki.clone();
    let of_space = move |space: SpaceKey| {
        let row = {
            let space = space.clone();
            move |branch| Below { page: None, space: Some(space.clone()), branch }
        };
        chunked(wiki.space_tree(space, None).map_ok(row).boxed())
    };
    let rows = one_by_one(spaces).map_ok(of_space).try_flatten().boxed();
    or_unknown_spaces(&context, &scan, rows, |row| row.space.as_ref())
}
