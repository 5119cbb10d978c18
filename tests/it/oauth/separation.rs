//! Entries never cross: principals, sites, applications, connections.

use confluence_oauth::{ErrorKind, Session};

use super::realm::Realm;
use super::{CLIENT, CLOUD, Place, open, options};

#[tokio::test]
async fn two_principals_have_two_entries() {
    let (realm, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};InitiateOAuth=REFRESH", place.property());
    let seeded = options(&realm, &format!("{string};OAuthRefreshToken=refresh-0")).principal("idp|alice");
    let alice = Session::open(seeded).unwrap();
    alice.access_token().await.unwrap();
    for other in ["idp|bob", ""] {
        let session = Session::open(options(&realm, &string).principal(other)).unwrap();
        assert_eq!(session.access_token().await.unwrap_err().kind(), ErrorKind::LoginRequired, "{other:?}");
    }
    let again = Session::open(options(&realm, &string).principal("idp|alice")).unwrap();
    again.access_token().await.unwrap();
    assert_eq!(alice.store().list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_connection_with_a_bad_secret_does_not_spoil_another() {
    let (good, place) = (Realm::new(), Place::new());
    let string = format!("{CLOUD};{CLIENT};{};OAuthRefreshToken=refresh-0", place.property());
    let session = open(&good, &string);
    session.access_token().await.unwrap();
    good.pass(4000);
    let bad = open(&good, &string.replace("secret-of-app", "bad"));
    assert_eq!(bad.access_token().await.unwrap_err().code(), Some("invalid_client"));
    assert_eq!(session.access_token().await.unwrap().secret().expose(), "access-2");
    assert_eq!(
        bad.access_token().await.unwrap().secret().expose(),
        "access-2",
        "what is stored is good for both"
    );
}

#[tokio::test]
async fn spellings_of_one_site_share_an_entry_and_sites_do_not() {
    let (realm, place) = (Realm::new(), Place::new());
    let rest = format!("{CLIENT};{};InitiateOAuth=REFRESH", place.property());
    let seed = format!("URL=https://acme.atlassian.net;{rest};OAuthRefreshToken=refresh-0");
    open(&realm, &seed).access_token().await.unwrap();
    for site in ["https://ACME.atlassian.net/wiki/", "https://acme.atlassian.net/"] {
        open(&realm, &format!("URL={site};{rest}")).access_token().await.unwrap();
    }
    let error =
        open(&realm, &format!("URL=https://other.atlassian.net;{rest}")).access_token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LoginRequired);
}
