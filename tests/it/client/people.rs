//! People and groups on both deployments.

use futures_util::TryStreamExt as _;
use tests::sandbox::{ADMIN, Deployment, Person, Sandbox};

use super::{both, open};

fn id(sandbox: &Sandbox, person: Person) -> &'static str {
    match sandbox.deployment() {
        Deployment::Cloud => person.account_id,
        _ => person.user_key,
    }
}

#[tokio::test]
async fn the_caller_has_a_name() {
    for sandbox in both().await {
        let me = open(&sandbox).await.current_user().await.unwrap();
        assert_eq!((me.id.as_str(), me.name.as_deref()), (id(&sandbox, ADMIN), Some("Ada Lovelace")));
    }
}

#[tokio::test]
async fn names_are_looked_up_together_and_once() {
    for sandbox in both().await {
        let wiki = open(&sandbox).await;
        let ids = [id(&sandbox, Person::GRACE), "nobody", id(&sandbox, ADMIN), id(&sandbox, Person::GRACE)];
        let people = wiki.people(ids).await.unwrap();
        assert_eq!(people.iter().map(|person| person.id.as_str()).collect::<Vec<_>>(), ids);
        let names = [0, 2, 3].map(|at: usize| people[at].name.as_deref().unwrap());
        assert_eq!(names, ["Grace Hopper", "Ada Lovelace", "Grace Hopper"]);
        sandbox.reset_traffic();
        wiki.people([ids[0], ids[2]]).await.unwrap();
        assert_eq!(sandbox.requests().len(), 0, "names are remembered");
    }
}

#[tokio::test]
async fn a_name_with_brackets_is_no_syntax() {
    for sandbox in both().await {
        let found = open(&sandbox).await.search_people("Ada (Lovelace").slice().await.unwrap();
        assert_eq!(found.items[0].name.as_deref(), Some("Ada Lovelace"));
    }
}

#[tokio::test]
async fn people_and_groups_are_found() {
    for sandbox in both().await {
        let wiki = open(&sandbox).await;
        let found = wiki.search_people("Grace").slice().await.unwrap().items;
        assert_eq!(
            found.iter().map(|person| person.id.as_str()).collect::<Vec<_>>(),
            [id(&sandbox, Person::GRACE)]
        );
        let groups = wiki.groups(Some("admin")).slice().await.unwrap().items;
        assert_eq!(
            groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
            ["confluence-administrators"]
        );
        let members: Vec<_> = wiki.members(&groups[0].id).stream().try_collect().await.unwrap();
        assert_eq!(members[0].name.as_deref(), Some("Ada Lovelace"));
        let mine: Vec<_> = wiki.groups_of(id(&sandbox, Person::ALAN)).stream().try_collect().await.unwrap();
        assert_eq!(mine.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["confluence-users"]);
    }
}
