//! Which site a login reaches, and its cloud id.

use confluence_oauth::ErrorKind;

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, SERVER, open};

#[tokio::test]
async fn the_site_is_matched_by_its_address_and_not_by_its_place() {
    let (realm, place) = (Realm::new(), Place::new());
    let session = open(&realm, &format!("{CLOUD};{CLIENT};OAuthRefreshToken=refresh-0;{}", place.property()));
    let resource = session.resource().await.unwrap();
    assert_eq!((resource.id.as_str(), resource.name.as_str()), ("id-acme", "acme"));
    assert_eq!(session.cloud_id().await.unwrap(), "id-acme");
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
    let given = open(&realm, &format!("{CLOUD};{CLIENT};{rest};CloudId=mine"));
    assert_eq!(given.cloud_id().await.unwrap(), "mine");
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
