//! One session with the neutral face on each deployment, step by step, and what came of each step compared: values,
//! orders and kinds of errors alike. Only ids, times, addresses and what one deployment alone tells are left out.

use std::fmt::Debug;

use confluence_client::cql;
use confluence_client::wiki::{DiffOf, NewPage, PageCopy, PageUpdate, Position, SpaceUpdate, Upload};
use confluence_client::{Error, Wiki};
use futures_util::TryStreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tests::sandbox::Sandbox;

use super::{both, open};

/// Data Center calls an older version `historical`, and moves a page by an update that makes a version.
const DIFFERENT: [&str; 2] = ["old version", "move"];

/// What came of each step.
#[derive(Default)]
struct Outcomes {
    steps: Vec<(&'static str, Value)>,
    ids: Vec<String>,
}

impl Outcomes {
    /// Keeps what came of a step, and hands it on. What a program keeps of it as JSON, it can read back.
    fn note<T: Serialize + DeserializeOwned + Debug>(
        &mut self,
        step: &'static str,
        outcome: Result<T, Error>,
    ) -> Option<T> {
        let seen = match &outcome {
            Ok(value) => {
                let kept = serde_json::to_value(value).unwrap();
                let read: T = serde_json::from_value(kept.clone()).unwrap();
                assert_eq!(serde_json::to_value(read).unwrap(), kept, "{step}");
                self.plain(kept)
            }
            Err(error) => {
                json!({"error": error.kind().to_string(), "versions": format!("{:?}", error.versions())})
            }
        };
        self.steps.push((step, seen));
        outcome.ok()
    }

    /// The value with ids as they first occurred, and without times, addresses, people and numbers of spaces.
    fn plain(&mut self, value: Value) -> Value {
        match value {
            Value::Array(items) => items.into_iter().map(|item| self.plain(item)).collect(),
            Value::Object(fields) => {
                let left_out = ["url", "created", "at", "modified", "author", "by"];
                let kept = fields.into_iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
                Value::Object(
                    kept.map(|(name, value)| {
                        let plain = match (name.as_str(), &value) {
                            ("id" | "parent" | "page" | "reply_to" | "homepage", Value::String(id)) => {
                                self.known(id)
                            }
                            ("space", Value::Object(space)) => space.get("key").cloned().unwrap_or_default(),
                            _ => self.plain(value),
                        };
                        (name, plain)
                    })
                    .collect(),
                )
            }
            other => other,
        }
    }

    fn known(&mut self, id: &str) -> Value {
        let at = self.ids.iter().position(|known| known == id).unwrap_or_else(|| {
            self.ids.push(id.to_owned());
            self.ids.len() - 1
        });
        format!("#{at}").into()
    }
}

async fn session(sandbox: &Sandbox) -> Vec<(&'static str, Value)> {
    sandbox.add_space("EQ", "Equal");
    let wiki = open(sandbox).await;
    let mut seen = Outcomes::default();
    pages(&wiki, &mut seen).await;
    around(&wiki, &mut seen).await;
    ends(&wiki, sandbox, &mut seen).await;
    seen.steps
}

async fn pages(wiki: &Wiki, seen: &mut Outcomes) {
    seen.note("space", wiki.space("EQ").await);
    let new = NewPage::new("EQ", "Root").storage("<h2>One</h2><p>Two words</p>");
    let root = seen.note("create", wiki.create_page(new.clone()).await).unwrap();
    seen.note("create again", wiki.create_page(new).await);
    seen.note("create in no space", wiki.create_page(NewPage::new("NONE", "x")).await);
    let below = |title: &str| NewPage::new("EQ", title).parent(root.id.clone()).storage("<p>Leaf</p>");
    for title in ["A", "B", "C"] {
        seen.note("create below", wiki.create_page(below(title)).await);
    }
    seen.note("not well-formed", wiki.create_page(below("Bad").storage("<p>")).await);
    seen.note("read", wiki.page(root.id.clone()).await);
    seen.note("no page", wiki.page(999_999_999).await);
    seen.note("titled", wiki.page_by_title("EQ", "A").await);
    seen.note("not titled", wiki.page_by_title("EQ", "Z").await);
    let update = PageUpdate::of(&root).storage("<h2>One</h2><p>Three words</p>").message("more");
    seen.note("update", wiki.update_page(update.clone()).await);
    seen.note("stale update", wiki.update_page(update).await);
    seen.note("rename", wiki.rename_page(root.id.clone(), "Root of all").await);
    seen.note("title is taken", wiki.rename_page(root.id.clone(), "A").await);
    let edit = wiki.edit(root.id.clone()).replace_text("Three", "Four").send().await;
    seen.note("edit", edit.map(|edited| (edited.page, edited.changed)));
    seen.note("versions", wiki.versions(root.id.clone()).stream().try_collect::<Vec<_>>().await);
    seen.note("old version", wiki.page_version(root.id.clone(), 1).await);
    seen.note("no version", wiki.page_version(root.id.clone(), 99).await);
    seen.note("diff", wiki.diff(root.id.clone(), 1, 4, DiffOf::Markdown).await);
    seen.note("restore version", wiki.restore_version(root.id.clone(), 1).await);
    seen.note("delete version", wiki.delete_version(root.id.clone(), 2).await);
    seen.note("children", wiki.children(root.id.clone()).stream().try_collect::<Vec<_>>().await);
    let mut tree: Vec<_> = wiki.tree(root.id.clone(), None).try_collect().await.unwrap();
    tree.sort_by(|one, two| one.node.title.cmp(&two.node.title));
    seen.note("tree", Ok(tree));
    let copy = PageCopy::below(root.id.clone()).title("Copy");
    let copied = seen.note("copy", wiki.copy_page(root.id.clone(), copy).await).unwrap();
    let a = wiki.page_by_title("EQ", "A").await.unwrap();
    seen.note("move", wiki.move_page(copied.id, Position::Below(a.id.clone())).await);
    seen.note("move below itself", wiki.move_page(root.id, Position::Below(a.id)).await);
}

async fn around(wiki: &Wiki, seen: &mut Outcomes) {
    let page = wiki.page_by_title("EQ", "B").await.unwrap().id;
    seen.note("add labels", wiki.add_labels(page.clone(), ["x", "y"]).await);
    seen.note("bad label", wiki.add_labels(page.clone(), ["two words"]).await);
    seen.note("remove label", wiki.remove_label(page.clone(), "x").await);
    seen.note("no such label", wiki.remove_label(page.clone(), "z").await);
    seen.note("labels", wiki.labels(page.clone()).stream().try_collect::<Vec<_>>().await);
    let comment = seen.note("comment", wiki.add_comment(page.clone(), "<p>Hm</p>").await).unwrap();
    seen.note("reply", wiki.reply(comment.id.clone(), "<p>Yes</p>").await);
    seen.note("update comment", wiki.update_comment(comment.id.clone(), "<p>Oh</p>").await);
    seen.note("comments", wiki.footer_comments(page.clone()).stream().try_collect::<Vec<_>>().await);
    seen.note("replies", wiki.replies(comment.id.clone()).stream().try_collect::<Vec<_>>().await);
    seen.note("resolve a footer comment", wiki.resolve_comment(comment.id.clone(), true).await);
    seen.note("delete comment", wiki.delete_comment(comment.id.clone()).await);
    seen.note("no comment", wiki.comment(comment.id).await);
    let upload = Upload::bytes("a.txt", "one").media_type("text/plain").comment("first");
    let file = seen.note("attach", wiki.attach(page.clone(), upload).await).unwrap();
    seen.note("attach again", wiki.attach(page.clone(), Upload::bytes("a.txt", "three")).await);
    seen.note("files", wiki.attachments(page.clone()).stream().try_collect::<Vec<_>>().await);
    let bytes = wiki.download(file.id.clone()).await.unwrap().bytes(100).await;
    seen.note("download", bytes.map(|bytes| bytes.to_vec()));
    seen.note("bad name", wiki.attach(page.clone(), Upload::bytes("a/b", "x")).await);
    seen.note("delete file", wiki.delete_attachment(file.id.clone()).await);
    seen.note("no file", wiki.attachment_by_name(page.clone(), "a.txt").await);
    for value in [json!({"a": 1}), json!([2])] {
        seen.note("set property", wiki.set_property(page.clone(), "key", value).await);
    }
    seen.note("property", wiki.property(page.clone(), "key").await);
    seen.note("no property", wiki.property(page.clone(), "none").await);
    seen.note("delete property", wiki.delete_property(page.clone(), "key").await);
    seen.note("set space property", wiki.set_space_property("EQ", "key", json!(1)).await);
    seen.note("space properties", wiki.space_properties("EQ").stream().try_collect::<Vec<_>>().await);
    seen.note("watch", wiki.watch(page.clone(), true).await);
    seen.note("watching", wiki.is_watching(page.clone()).await);
    let restrictions = wiki.restrictions(page).await;
    seen.note("restrictions", restrictions.map(|set| (set.read.is_everybody(), set.update.is_everybody())));
}

async fn ends(wiki: &Wiki, sandbox: &Sandbox, seen: &mut Outcomes) {
    let query = cql::SPACE.is("EQ").and(cql::TYPE.is("page")).ordered([cql::TITLE.ascending()]);
    let found = wiki.search(&query).limit(2).stream().try_collect::<Vec<_>>().await;
    // A page that was moved has a version more on Data Center.
    let found = found.map(|mut hits| {
        assert!(hits.iter().all(|hit| hit.version.is_some()));
        hits.iter_mut().for_each(|hit| hit.version = None);
        hits
    });
    seen.note("search", found);
    let wrong = confluence_client::cql::Cql::raw("no such query");
    seen.note("wrong search", wiki.search(&wrong).slice().await.map(|slice| slice.items));
    let draft = wiki.create_page(NewPage::new("EQ", "Draft").storage("<p>x</p>").draft()).await;
    let draft = seen.note("draft", draft).unwrap();
    seen.note("read draft", wiki.draft(draft.id.clone()).await);
    seen.note("publish", wiki.publish_draft(draft.id.clone()).await);
    seen.note("purge what is current", wiki.purge_page(draft.id.clone()).await);
    seen.note("trash", wiki.trash_page(draft.id.clone()).await);
    seen.note("in the trash", wiki.trashed_pages("EQ").stream().try_collect::<Vec<_>>().await);
    seen.note("restore", wiki.restore_page(draft.id.clone()).await);
    seen.note("trash again", wiki.trash_page(draft.id.clone()).await);
    seen.note("purge", wiki.purge_page(draft.id.clone()).await);
    seen.note("gone", wiki.page(draft.id).await);
    let post = NewPage::new("EQ", "News").blog_post().storage("<p>Today</p>");
    let post = seen.note("post", wiki.create_page(post).await).unwrap();
    seen.note("posts", wiki.blog_posts("EQ").stream().try_collect::<Vec<_>>().await);
    let update = PageUpdate::of(&post).storage("<p>Tomorrow</p>");
    seen.note("update post", wiki.update_page(update).await);
    let change = SpaceUpdate::new().name("Even").description("The same");
    seen.note("update space", wiki.update_space("EQ", change).await);
    seen.note("no space", wiki.space("NONE").await);
    sandbox.next(tests::sandbox::Fault::Forbidden);
    seen.note("forbidden", wiki.page(post.id.clone()).await);
    sandbox.next(tests::sandbox::Fault::Html);
    seen.note("a login page", wiki.page(post.id).await);
}

#[tokio::test]
async fn every_step_comes_out_alike_on_both_deployments() {
    let [cloud, data_center] = both().await;
    let (cloud, data_center) = (session(&cloud).await, session(&data_center).await);
    assert!(cloud.len() > 70, "{}", cloud.len());
    let pairs = cloud.iter().zip(&data_center);
    let different = pairs.filter(|(one, two)| one != two && !DIFFERENT.contains(&one.0));
    let different: Vec<String> = different
        .map(|((step, one), (_, two))| format!("{step}:\n  Cloud       {one}\n  Data Center {two}"))
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert_eq!(cloud.len(), data_center.len());
}
