//! The users whom every in-memory Confluence knows, with their credentials and groups.

use std::collections::BTreeSet;

use super::addresses::Deployment;
use super::credentials::Secret;
use super::service::World;
use super::store::content::{Group, User};

/// A user whom every in-memory Confluence knows.
///
/// It looks at restrictions, and at who may administer the site; of permissions of spaces it knows none. Whoever
/// sees a page or a space may change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// The Cloud account id.
    pub account_id: &'static str,
    /// The Data Center user name.
    pub username: &'static str,
    /// The Data Center user key.
    pub user_key: &'static str,
    /// The name that people see.
    pub display_name: &'static str,
    /// The mail address, half of a Cloud API token credential.
    pub email: &'static str,
    /// The unscoped Cloud API token.
    pub api_token: &'static str,
    /// The Data Center password.
    pub password: &'static str,
    /// The Data Center personal access token.
    pub personal_access_token: &'static str,
}

/// The administrator, in whose name everything is seeded and whom connection strings name.
pub const ADMIN: Person = Person {
    account_id: "5b10ac8d82e05b22cc7d4ef5",
    username: "ada",
    user_key: "8a7f8082ada00000ada0ada00000ada0",
    display_name: "Ada Lovelace",
    email: "ada@example.com",
    api_token: "ada-api-token",
    password: "ada-password",
    personal_access_token: "ada-personal-access-token",
};

/// A scoped API token of [`ADMIN`] (`read:page:confluence`, `read:space:confluence`), good at the gateway only.
pub const SCOPED_TOKEN: &str = "ada-scoped-token";

impl Person {
    /// Somebody who is no administrator of the site: reads and changes whatever no restriction keeps from her.
    pub const GRACE: Self = Self {
        account_id: "712020:7ec9a8f1-0d51-4c1f-9d8a-0a5d52b3c9aa",
        username: "grace",
        user_key: "8a7f8082badf000dbadf000dbadf000d",
        display_name: "Grace Hopper",
        email: "grace@example.com",
        api_token: "grace-api-token",
        password: "grace-password",
        personal_access_token: "grace-personal-access-token",
    };
    /// Another one, with the same rights as [`Person::GRACE`]: for tests of what a restriction keeps from some people.
    pub const ALAN: Self = Self {
        account_id: "60e5a86a471e61006a4c51fd",
        username: "alan",
        user_key: "8a7f8082feedfeedfeedfeedfeedfeed",
        display_name: "Alan Turing",
        email: "alan@example.com",
        api_token: "alan-api-token",
        password: "alan-password",
        personal_access_token: "alan-personal-access-token",
    };
    /// Everyone.
    pub const ALL: &[Self] = &[ADMIN, Self::GRACE, Self::ALAN];
}

/// Adds the people with their credentials and groups.
pub(crate) fn settle(world: &mut World, deployment: Deployment) {
    for &person in Person::ALL {
        world.store.users.push(user(person));
        let owner = Secret { account: person.account_id.to_owned(), scopes: None, revoked: false };
        match deployment {
            Deployment::Cloud => world.credentials.add(person.email, person.api_token, owner),
            Deployment::DataCenter => {
                world.credentials.add(person.username, person.password, owner);
                world.credentials.add_personal_access_token(person.personal_access_token, person.account_id);
            }
        }
    }
    if deployment == Deployment::Cloud {
        let scopes = ["read:page:confluence", "read:space:confluence"].map(str::to_owned);
        let account = ADMIN.account_id.to_owned();
        let secret = Secret { account, scopes: Some(BTreeSet::from(scopes)), revoked: false };
        world.credentials.add(ADMIN.email, SCOPED_TOKEN, secret);
    }
    world.store.groups.extend(groups());
}

fn user(person: Person) -> User {
    User {
        account_id: person.account_id.to_owned(),
        username: person.username.to_owned(),
        user_key: person.user_key.to_owned(),
        display_name: person.display_name.to_owned(),
        email: person.email.to_owned(),
        account_type: "atlassian",
        admin: person == ADMIN,
        time_zone: None,
    }
}

fn groups() -> [Group; 2] {
    let ids = |people: &[Person]| people.iter().map(|person| person.account_id.to_owned()).collect();
    [
        Group {
            id: "2c1f3a4e-6d0b-4f7a-9a53-6b1d9f1e0001".to_owned(),
            name: "confluence-users".to_owned(),
            members: ids(Person::ALL),
        },
        Group {
            id: "2c1f3a4e-6d0b-4f7a-9a53-6b1d9f1e0002".to_owned(),
            name: "confluence-administrators".to_owned(),
            members: ids(&[ADMIN]),
        },
    ]
}
