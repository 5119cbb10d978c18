//! Which site a login reaches, and its cloud id.

use confluence_oauth::ErrorKind;

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, SERVER, open};

#[tokio::test]
async fn the_site_is_matched_by_its_address_and_not_by_its_place() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};OAuthRefreshToken=refresh-0;{}", place.property()));
    let resource = session.resource().await.unwrap();
    assert_eq!(
        (resource.id.as_str(), resource.name.as_str()),
        ("ac3e0000-0000-4000-8000-000000000001", "acme")
    );
    assert_eq!(session.cloud_id().await.unwrap(), "ac3e0000-0000-4000-8000-000000000001");
    let asked = realm.state().log.len();
    session.cloud_id().await.unwrap();
    assert_eq!(realm.state().log.len(), asked, "it is asked for once");
}

#[tokio::test]
async fn a_site_that_was_not_granted_is_an_error_that_lists_those_that_were() {
    let realm = Realm::new();
    let string =
        "URL=https://third.atlassian.net;OAuthRefreshToken=refresh-0;OAuthSettingsLocation=memory://third";
    let error = open(&realm, &format!("{string};{CLIENT}")).cloud_id().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SiteNotGranted);
    assert_eq!(error.sites(), ["https://other.atlassian.net/", "https://acme.atlassian.net/"]);
}

#[tokio::test]
async fn a_given_cloud_id_is_taken_and_a_service_account_asks_the_site() {
    let realm = Realm::new();
    let rest = "OAuthGrantType=CLIENT;OAuthSettingsLocation=memory://tenant";
    let given =
        open(&realm, &format!("{CLOUD};{CLIENT};{rest};CloudId=11223344-a1b2-4c3d-8e5f-112233445566"));
    assert_eq!(given.cloud_id().await.unwrap(), "11223344-a1b2-4c3d-8e5f-112233445566");
    let asked = open(&realm, &format!("{CLOUD};{CLIENT};{rest}"));
    assert_eq!(asked.cloud_id().await.unwrap(), "id-of-tenant");
    let server = open(&realm, &format!("{SERVER};{CLIENT};{rest}"));
    assert_eq!(server.cloud_id().await.unwrap_err().kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn a_service_accounts_token_is_cached_and_had_anew() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};OAuthGrantType=CLIENT;{}", place.property());
    open(&realm, &string).access_token().await.unwrap();
    open(&realm, &string).access_token().await.unwrap();
    assert_eq!(realm.asked("client_credentials"), 1);
    realm.pass(4000);
    assert_eq!(open(&realm, &string).access_token().await.unwrap().secret().expose(), "access-2");
}

const WITH_TOKEN: &str = "OAuthClientId=app;OAuthClientSecret=secret-of-app;OAuthRefreshToken=refresh-0";

#[tokio::test]
async fn a_site_under_another_address_is_known_by_its_cloud_id() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().codes.insert("good-code".into(), ());
    let string = format!("URL=https://wiki.acme.example;Deployment=Cloud;{CLIENT};{}", place.property());
    let without = open(&realm, &string).begin_login().await.unwrap().finish("good-code").await.unwrap_err();
    assert_eq!(without.property(), Some("URL"));
    assert!(
        without
            .to_string()
            .contains("https://acme.atlassian.net/ (CloudId=ac3e0000-0000-4000-8000-000000000001)"),
        "{without}"
    );
    realm.state().codes.insert("good-code".into(), ());
    let session = open(&realm, &format!("{string};CloudId=ac3e0000-0000-4000-8000-000000000001"));
    let login = session.begin_login().await.unwrap().finish("good-code").await.unwrap();
    assert_eq!(login.cloud_id.as_deref(), Some("ac3e0000-0000-4000-8000-000000000001"));
    // Each of many users of the same application, too.
    let one = session.for_principal("one").unwrap();
    assert_eq!(one.cloud_id().await.unwrap(), "ac3e0000-0000-4000-8000-000000000001");
    let wrong = open(
        &Realm::new(),
        &format!(
            "{CLOUD};{WITH_TOKEN};OAuthSettingsLocation=memory://wrong-id;CloudId=00000000-0000-4000-8000-000000000000"
        ),
    );
    let wrong = wrong.resource().await.unwrap_err();
    assert_eq!((wrong.kind(), wrong.property()), (ErrorKind::SiteNotGranted, Some("CloudId")));
}

#[tokio::test]
async fn of_two_entries_of_a_site_the_one_with_scopes_of_confluence_counts() {
    for confluence_first in [false, true] {
        let realm = Realm::new();
        let entry = |scope: &str| serde_json::json!({"id": "ac3e0000-0000-4000-8000-000000000001", "url": "https://acme.atlassian.net", "scopes": [scope]});
        let mut sites = vec![entry("read:jira-work"), entry("read:page:confluence")];
        if confluence_first {
            sites.reverse();
        }
        realm.state().sites = sites;
        let place = format!("OAuthSettingsLocation=memory://two-entries-{confluence_first}");
        let found = open(&realm, &format!("{CLOUD};{WITH_TOKEN};{place}")).resource().await.unwrap();
        assert_eq!(found.scopes, ["read:page:confluence"]);
    }
    let realm = Realm::new();
    realm.state().sites = vec![
        serde_json::json!({"id": "ac3e0000-0000-4000-8000-000000000001", "url": "https://acme.atlassian.net", "scopes": ["read:jira-work"]}),
    ];
    let string = format!("{CLOUD};{WITH_TOKEN};OAuthSettingsLocation=memory://of-jira");
    assert_eq!(open(&realm, &string).resource().await.unwrap_err().property(), Some("Scope"));
}

/// As people copy it from their browser.
#[tokio::test]
async fn the_address_of_a_page_is_that_of_its_site() {
    let (realm, place) = (Realm::new(), Place::new());
    realm.state().codes.insert("good-code".into(), ());
    let string = |path: &str| format!("URL=https://acme.atlassian.net{path};{CLIENT};{}", place.property());
    let session = open(&realm, &string("/wiki/spaces/DOCS/pages/42/Home"));
    let login = session.begin_login().await.unwrap().finish("good-code").await.unwrap();
    assert_eq!(login.cloud_id.as_deref(), Some("ac3e0000-0000-4000-8000-000000000001"));
    for path in ["", "/wiki", "/wiki/x/AbCd", "/wiki/home?atl=1"] {
        let token = open(&realm, &string(path)).access_token().await.unwrap();
        assert_eq!(token.secret().expose(), "access-1", "{path}");
    }
}
