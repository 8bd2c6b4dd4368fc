"""The commands of shells, by how sure a word is to be meant as one."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURE: Final = _words(
    """
    addinutil adduser ansible-doc ansible-galaxy ansible-inventory ansible-playbook
    appinstaller aria2c arping aspnet_compiler atbroker awk base32 base64 basenc
    bcdboot bcdedit bitsadmin blkid bpftrace busctl busybox byebug bzcat bzip2 c89
    c99 cacls capsh cdparanoia certoc certreq certutil chattr chef-shell chef-vault
    chgrp chmod chown chpasswd chroot cmdkey cmdl32 cmstp colorcpl computerdefaults
    conhost cowsay cpio cpulimit crontab cscli cscript csvtool cupsfilter debugfs
    desktopimgdownldr devtoolslauncher diantz diskpart diskshadow dmesg dmidecode
    dmsetup dnscmd dosfsck dsquery dstat efax egrep esentutl eventvwr extexport
    extrac32 fdisk fgrep fltmc fodhelper forfiles fping fsutil fuser gawk
    genisoimage getcap getent getsebool ginsh gpg gpscript grep gtester gunzip
    hexdump hostname hping3 htop icacls iconv ifconfig ilasm infdefaultinstall
    initctl installutil iostat ipconfig iptables iwconfig jjs jrunscript ksh ksshell
    ksu lastb lastlog latexmk ldconfig ldifde lftp logsave lp-solve lsblk lscpu lsns
    lsof lspci lsusb ltrace lualatex lwp-download lwp-request makecab mavinject mawk
    md5sum mkdir mkfifo mkfs mknod mpcmdrun msdt msfconsole msfvenom mshta msiexec
    multitime nawk nbtstat ncat ncdu ncftp netsh netstat nft ngrep nltest nmap nohup
    nroff nsenter nslookup ntdsutil ntpdate odbcconf openvt pathping pcalua pcwrun
    pdftex perlbug pexec pgrep pidstat pkexec pkill pktmon pnputil presentationhost
    printbrm printenv procdump psexec psftp pwsh qprocess quser qwinsta rasautou
    rbash rdrleakdiag readelf regasm regedit regini regsvcs regsvr32 rlogin rlwrap
    rmdir rmt-dump robocopy rpcclient rpcinfo rpcping rsync rtorrent run-mailcap
    rundll32 runonce runscripthelper rvim scanmem schtasks scriptrunner scrot sed
    sestatus setarch setcap setfacl setlock setsid setspn sftp sha1sum sha256sum
    showmount slsh smbmap socat softlimit ssh-copy-id sshpass start-stop-daemon
    stdbuf stordiag strace sudo syncappvpublishingserver sysctl systemd-resolve
    systeminfo takeown taskkill tasklist taskset tasksh tclsh tcpdump tcsh tdbtool
    tftp tmux torify torsocks tshark ttdinject tttracer ttylog tzutil uconv ulimit
    umount uname uncompress unlzma unregmp2 unsquashfs unxz unzip useradd userdel
    usermod uudecode uuencode varnishncsa vbc verclsid vigr vimdiff vipw virsh
    visudo vmstat vssadmin wbadmin wecutil wevtutil wget whoami winget winrm winrs
    wlrmdr wmic wscript wsreset wuauclt xargs xcopy xdotool xelatex xmodmap xwizard
    xxd yash zcat zgrep zsoelim
    """
)
"""Words that nobody writes but to a shell, or hardly anybody."""

TOOLS: Final = _words(
    """
    bash cmd csh curl ftp gzip lua lynx node openssl passwd perl php powershell psql
    python python2 python3 rsh ruby scp ssh tar telnet traceroute tracert w3m whois
    zsh
    """
)
"""Programs that are written about; what they are given tells that they are meant."""

ADMIN: Final = _words(
    """
    aa-exec aa-status agetty ansible apache2ctl apachectl apk apt-cache apt-file
    apt-get apt-key apt-mark aptitude ascii85 auditctl aws basez batcat brew bundle
    bundler bzgrep bzless cargo cdist certbot chcon check_by_ssh check_cups
    check_log check_memory check_raid check_ssl_cert check_statusfile chfn chkconfig
    chsh cobc composer conntrack coredumpctl cowthink cpan csplit debootstrap depmod
    dhclient distcc dnf dnsdomainname docker dos2unix dosbox dotnet dpkg dpkg-query
    dpkg-reconfigure dumpe2fs e2fsck easy_install eb elvish enscript eqn espeak
    ethtool exiftool facter faillog fallocate findfs findmnt findstr firewall-cmd
    flatpak flock fsck gcc gcloud gdb gem getfacl ghci git gpasswd gradle grc
    groupadd groupdel groupmod growpart hdparm helm hostnamectl hping hwclock ifdown
    ifstat iftop ifup insmod ip6tables ispell javac journalctl jq julia kubectl
    ldapsearch ldd lightdm ln localectl loginctl logname logrotate losetup
    lsb_release lshw lsmem lsmod luatex lvcreate lvdisplay mdadm minicom mke2fs
    mkpasswd mkswap mktemp modinfo modprobe mpstat msgattrib msgcat msgconv
    msgfilter msgmerge msguniq mvn mysql mysqldump nasm neofetch newgrp newusers
    nginx npm npx octave opkg pacman pandoc parted partprobe partx pdflatex pidof
    pip pip3 pipx pmap pnpm podman pstree puppet pvdisplay pwck rake readlink
    realpath redis-cli renice resolvectl rmmod rpm rpmdb rpmquery rpmverify
    run-parts runas rustc semanage setenforce sfdisk sha224sum sha384sum sha512sum
    shuf slapcat smartctl smbclient sqlite3 ssh-agent ssh-keygen ssh-keyscan stty
    svn swapoff swapon sysdig systemctl systemd-run tbl telinit terraform testparm
    tic timedatectl tmate troff tune2fs ufw unexpand unlink unshare
    update-alternatives update-rc.d updatedb userdbctl vagrant valgrind vgcreate
    vgdisplay vim whiptail wsl xdg-open xdg-user-dir xetex xfs_admin xmore xpad
    xzcat xzgrep yarn yum zathura zdiff zip zless zmore zstd zstdcat zypper
    """
)
"""Programs of administrators, of which manuals and questions quote whole lines."""

SHORT: Final = _words(
    "cd cp dd df dir du env id ip ll ls mv nc nl od ps pwd rm sh su tac uptime vi wc xz"
)
"""Commands that are short: abbreviations in sentences, forms and lists too."""

WORDS: Final = _words(
    """
    ash cat dash del dig echo ed erase eval exec expr false find finger groups head
    host icacls irb kill locale mount nano passthru ping poweroff printf reboot reg rev
    shutdown sleep strings tail tee touch true type uniq unset users watch whereis which
    who wish
    """
)
"""Words of a language too, but commands that attackers are fond of."""

PLAIN: Final = _words(
    """
    acpi alias arch at cancel check chef clear column comm command compress copy cut
    date diff emacs exit expand export factor file fish fold free gcore gimp halt
    history hosts info install jobs join last less link login look mail make man
    more move mtr net nice open page paste patch perf pinky pr print read rename
    reset restart route run sash screen script service set snap sort split start
    stat stop task test time timeout top tree view wait write yes
    """
)
"""Commands that sentences are full of."""

PREFIXES: Final = _words(
    "builtin busybox command doas env eval exec flock ionice nice nohup setsid stdbuf "
    "strace sudo time timeout watch xargs"
)
"""Commands that run the command after them."""
