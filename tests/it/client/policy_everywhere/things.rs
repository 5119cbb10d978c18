//! What is attacked: things of every kind in one space.

use confluence_client::models::v1::{NewBodies, NewTemplate, SpaceRef};
use confluence_client::v1;
use confluence_client::wiki::TaskQuery;
use serde_json::json;
use tests::sandbox::{Deployment, NewPage, Person, Sandbox};

use crate::client::open;

/// What there is to attack: the ids of one space.
#[derive(Clone)]
pub(super) struct Things {
    pub(super) space: &'static str,
    pub(super) page: String,
    pub(super) file: String,
    pub(super) comment: String,
    pub(super) draft: String,
    pub(super) trashed: String,
    pub(super) task: String,
    /// Cloud alone has folders and templates.
    pub(super) folder: String,
    pub(super) template: String,
}

impl Things {
    /// The same of ids that nothing has.
    pub(super) fn of_nobody(&self) -> Self {
        let id = || "987654321".to_owned();
        Self {
            space: self.space,
            page: id(),
            file: if self.file.starts_with("att") { format!("att{}", id()) } else { id() },
            comment: id(),
            draft: id(),
            trashed: id(),
            task: if self.task.contains(':') { format!("{}:1", id()) } else { id() },
            folder: id(),
            template: id(),
        }
    }
}

pub(super) async fn things(sandbox: &Sandbox, space: &'static str) -> Things {
    sandbox.add_space(space, space);
    let body = "<p>walrus</p><ac:task-list><ac:task><ac:task-id>1</ac:task-id>\
        <ac:task-status>incomplete</ac:task-status><ac:task-body>Do</ac:task-body></ac:task></ac:task-list>";
    let page = sandbox.add_page(NewPage::new(space, "Page").storage(body).labels(["label"]));
    sandbox.edit_page(&page, &format!("{body}<p>two</p>"));
    sandbox.add_property(&page, "key", json!(1));
    sandbox.add_space_property(space, "key", json!(1));
    let trashed = sandbox.add_page(NewPage::new(space, "Trashed"));
    sandbox.trash_page(&trashed);
    let wiki = open(sandbox).await;
    let task = wiki.tasks(TaskQuery::new().on(page.as_str())).slice().await.unwrap().items.remove(0);
    let (folder, template) = match sandbox.deployment() {
        Deployment::Cloud => {
            let new = NewTemplate::new("Template", "page", NewBodies::of_storage("<p/>"));
            let new = v1::templates::create(new.space(SpaceRef::new(space)));
            let made = wiki.client().send(new).await.unwrap();
            let folder = sandbox.add_page(NewPage::new(space, "Folder").folder());
            (folder, made.template_id.unwrap().to_string())
        }
        _ => ("1".to_owned(), "1".to_owned()),
    };
    Things {
        space,
        file: sandbox.add_attachment(&page, "a.txt", "text/plain", b"x"),
        comment: sandbox.add_comment(&page, None, "<p>x</p>", Person::GRACE),
        draft: sandbox.add_page(NewPage::new(space, "Draft").draft()),
        task: task.id.to_string(),
        trashed,
        folder,
        template,
        page,
    }
}
