/** A certificate for localhost that nobody trusts, valid until 2126, with its key: for tests of refusals only. */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg55+FkeIxK6Oe5ES3
UdK2tUtkanCKdV+zQuAyaBdme7ShRANCAAQ9i04bq963Mks5domKelJDq/7So4vl
CH8ku7D2JNarjwiHt29y5RrmZ9Zr+EIc2ybWqh+m2XaLoRkcqk8O2/Ot
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUICMUQyAUCBQDP6LPGRcWjyX8sKQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE4MjI1NVoYDzIxMjYxMDMx
MTgyMjU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ9i04bq963Mks5domKelJDq/7So4vlCH8ku7D2JNarjwiHt29y5Rrm
Z9Zr+EIc2ybWqh+m2XaLoRkcqk8O2/Oto28wbTAdBgNVHQ4EFgQUn4eNSf+z5r5v
MmYw+Afkeh+8xHcwHwYDVR0jBBgwFoAUn4eNSf+z5r5vMmYw+Afkeh+8xHcwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAJIrNTN2iyBjetnKl3+mARcneWGsUWCbV854lCm7d7qDAiEA
5WayQod+b9Ut5q/qIOkbnhNkBlEg6Aqtrl8HZUU0B4w=
-----END CERTIFICATE-----
`,
}
