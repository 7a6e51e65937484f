#include "crypto/chain.h"

#include <openssl/evp.h>

void crypto_chain_extend(uint8_t hash[static CRYPTO_HASH], int64_t number, int64_t at, const alb_span *texts,
                         size_t n)
{
    uint8_t octets[8];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good =
        md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 && EVP_DigestUpdate(md, hash, CRYPTO_HASH) == 1;
    const int64_t numbers[] = {number, at};
    for (size_t i = 0; good && i < ALB_COUNT(numbers); i++) {
        alb_wr w = alb_wr_init(octets, sizeof octets);
        alb_wr_be64(&w, (uint64_t)numbers[i]);
        good = EVP_DigestUpdate(md, octets, 8) == 1;
    }
    for (size_t i = 0; good && i < n; i++) {
        alb_wr w = alb_wr_init(octets, sizeof octets);
        alb_wr_be32(&w, (uint32_t)texts[i].len);
        good = EVP_DigestUpdate(md, octets, 4) == 1 &&
               (texts[i].len == 0 || EVP_DigestUpdate(md, texts[i].ptr, texts[i].len) == 1);
    }
    good = good && EVP_DigestFinal_ex(md, hash, NULL) == 1;
    EVP_MD_CTX_free(md);
    if (!good) {
        ALB_BUG("SHA-256 failed"); /* it has no reason to but a lack of memory */
    }
}
